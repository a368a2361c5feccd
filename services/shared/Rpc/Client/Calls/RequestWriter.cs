using FactoryTwin.Rpc.Wire;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>
/// The stream of requests of one call. Until the server answers, what was written is kept (within bounds), so that another attempt can
/// send it again; the writer of a message does not notice.
/// </summary>
internal sealed class RequestWriter<T>(
    Marshaller<T> marshaller, int limit, bool compress, CallRetries retries, CancellationToken callEnded, Func<Exception, Task<RpcException>> failure) : IClientStreamWriter<T>
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _aborted = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<PooledBuffer> _frames = [];
    private TaskCompletionSource? _allSent;
    private CancellationTokenSource? _serving;
    private Stream? _stream;
    private int _sent;
    private int _writing;
    private bool _served;
    private volatile bool _committed;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _writing, 1) != 0) throw new InvalidOperationException("The last write is not done: await each write before the next.");
        try
        {
            if (_complete.Task.IsCompletedSuccessfully) throw new InvalidOperationException("The stream of requests is complete.");
            _aborted.Token.ThrowIfCancellationRequested();
            var flags = WriteOptions?.Flags ?? WriteFlags.None;
            var frame = SerializationBuffer.Frame(marshaller, message, limit, compress && !flags.HasFlag(WriteFlags.NoCompress));
            await SendAsync(frame, !flags.HasFlag(WriteFlags.BufferHint), cancellationToken);
        }
        catch (Exception e) when (e is ObjectDisposedException or not (RpcException or InvalidOperationException) && !cancellationToken.IsCancellationRequested)
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

    /// <summary>The server answers: what was written need not be kept any longer.</summary>
    public void Commit() => _committed = true;

    /// <summary>The attempt failed: its stream is of no use, and the next one is waited for.</summary>
    public void Detach()
    {
        _stream = null;
        Interlocked.Exchange(ref _serving, null)?.Cancel();
    }

    /// <summary>The call is over: pending and later writes fail with its status. What was not complete is reset, never ended well.</summary>
    public void Abort()
    {
        _complete.TrySetCanceled();
        _aborted.Cancel();
    }

    /// <summary>Sends what is written, from the begin, to the stream of an attempt, until the requests are complete.</summary>
    public async Task ServeAsync(Stream stream)
    {
        var serving = CancellationTokenSource.CreateLinkedTokenSource(callEnded, _aborted.Token);
        Interlocked.Exchange(ref _serving, serving)?.Cancel();
        await _turn.WaitAsync(serving.Token);
        try
        {
            // The connection pool, too, may try a call again.
            if (_served && _committed) throw new IOException("The connection was lost, and what was written is not kept any longer.");
            _served = true;
            _stream = stream;
            _sent = 0;
            await stream.FlushAsync(serving.Token);
            await PumpAsync(flush: true, serving.Token);
        }
        finally
        {
            _turn.Release();
        }
        await _complete.Task.WaitAsync(serving.Token);
    }

    private async Task SendAsync(PooledBuffer frame, bool flush, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        Task sent;
        try
        {
            if (!_committed && !retries.TryHold(frame.Count)) _committed = true;
            _frames.Add(frame);
            try
            {
                await PumpAsync(flush, cancellationToken);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or HttpRequestException
                && !_committed && !cancellationToken.IsCancellationRequested)
            {
                // Another attempt may send it.
                _stream = null;
            }
            sent = _sent == _frames.Count ? Task.CompletedTask : (_allSent ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        finally
        {
            _turn.Release();
        }
        if (sent.IsCompletedSuccessfully) return;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted.Token);
        await sent.WaitAsync(ends.Token);
    }

    /// <summary>Sends the frames that the stream has not had. In turn only.</summary>
    private async Task PumpAsync(bool flush, CancellationToken cancellationToken)
    {
        if (_stream is not { } stream) return;
        for (; _sent < _frames.Count; _sent++) await stream.WriteAsync(_frames[_sent].Written, cancellationToken);
        if (flush) await stream.FlushAsync(cancellationToken);
        if (_committed)
        {
            foreach (var frame in _frames) frame.Dispose();
            _frames.Clear();
            _sent = 0;
        }
        Interlocked.Exchange(ref _allSent, null)?.TrySetResult();
    }
}
