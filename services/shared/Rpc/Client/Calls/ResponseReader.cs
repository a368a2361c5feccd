using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>The stream of responses of one call.</summary>
internal sealed class ResponseReader<T>(Func<CancellationToken, ValueTask<T?>> next) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;
    private int _reading;

    public T Current => _current ?? throw new InvalidOperationException("Call MoveNext first.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0) throw new InvalidOperationException("The last read is not done: await each read before the next.");
        try
        {
            _current = await next(cancellationToken);
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
