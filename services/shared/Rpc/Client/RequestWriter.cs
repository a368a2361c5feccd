using FactoryTwin.Rpc.Wire;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>The stream of requests of one call.</summary>
internal sealed class RequestWriter<T>(
    Marshaller<T> marshaller, int limit, bool compress, CancellationToken callEnded, Func<Exception, Task<RpcException>> failure) : IClientStreamWriter<T>
{
    private readonly TaskCompletionSource<Stream> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writing;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _writing, 1) != 0) throw new InvalidOperationException("The last write is not done: await each write before the next.");
        try
        {
            if (_complete.Task.IsCompletedSuccessfully) throw new InvalidOperationException("The stream of requests is complete.");
            var stream = await _ready.Task.WaitAsync(cancellationToken);
            var flags = WriteOptions?.Flags ?? WriteFlags.None;
            using var frame = SerializationBuffer.Frame(marshaller, message, limit, compress && !flags.HasFlag(WriteFlags.NoCompress));
            await stream.WriteAsync(frame.Written, cancellationToken);
            if (!flags.HasFlag(WriteFlags.BufferHint)) await stream.FlushAsync(cancellationToken);
        }
        catch (Exception e) when (e is not (RpcException or InvalidOperationException) && !cancellationToken.IsCancellationRequested)
        {
            throw await failure(e);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    public Task CompleteAsync()
    {
        _complete.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>The call is over: pending and later writes fail with its status. What was not complete is reset, never ended well.</summary>
    public void Abort()
    {
        _ready.TrySetCanceled();
        _complete.TrySetCanceled();
    }

    /// <summary>Lends the connection's stream to the writes until the requests are complete.</summary>
    public async Task ServeAsync(Stream stream)
    {
        // A second stream means that the connection pool tries the call again; what was written is gone with the first one.
        if (!_ready.TrySetResult(stream)) throw new IOException("The connection was lost and a stream of requests cannot be sent again.");
        await stream.FlushAsync(callEnded);
        await _complete.Task.WaitAsync(callEnded);
    }
}
