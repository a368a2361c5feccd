namespace FactoryTwin.Rpc.Client;

/// <summary>
/// A connection that tells when it is closed, by either side. Until the HTTP client reads from it, it reads ahead itself: else the
/// end of a connection that has no call yet would go unseen.
/// </summary>
internal sealed class WatchedStream(Stream inner) : Stream
{
    private readonly byte[] _ahead = new byte[512];
    private int _start;
    private int _end;
    private int _closed;
    private volatile bool _taken;
    private bool _over;
    private Task? _watching;
    private Action<WatchedStream>? _onClosed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Watch(Action<WatchedStream> onClosed)
    {
        _onClosed = onClosed;
        if (Volatile.Read(ref _closed) != 0) onClosed(this);
        else _watching = WatchAsync();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _taken = true;
        // A read of nothing asks whether there is something.
        if (_watching is { } watching)
        {
            await watching.WaitAsync(cancellationToken);
            if (_end > _start)
            {
                var count = Math.Min(buffer.Length, _end - _start);
                _ahead.AsMemory(_start, count).CopyTo(buffer);
                _start += count;
                return count;
            }
            if (_over) return 0;
            _watching = null;
        }
        return await inner.ReadAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        inner.Dispose();
        _onClosed?.Invoke(this);
    }

    private async Task WatchAsync()
    {
        try
        {
            while (!_taken && !_over && _end < _ahead.Length)
            {
                var read = await inner.ReadAsync(_ahead.AsMemory(_end));
                _end += read;
                _over = read == 0;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _over = true;
        }
        if (_over && !_taken) await DisposeAsync();
    }
}
