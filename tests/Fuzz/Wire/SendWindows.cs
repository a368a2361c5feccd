using System.Buffers.Binary;

namespace FactoryTwin.Fuzz.Wire;

/// <summary>How much the server still takes, on the connection and on each stream (RFC 9113 §5.2).</summary>
internal sealed class SendWindows
{
    private const int InitialWindowSetting = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _used = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _connection = 65_535;
    private long _initial = 65_535;
    private bool _closed;

    /// <summary>Takes room for 1 to <paramref name="most"/> bytes; waits while there is none. A closed connection has room for all.</summary>
    public async ValueTask<int> TakeAsync(int stream, int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                var used = _used.GetValueOrDefault(stream);
                var room = (int)Math.Min(most, Math.Min(_connection, _initial - used));
                if (_closed || room > 0)
                {
                    room = _closed ? most : room;
                    _used[stream] = used + room;
                    _connection -= room;
                    return room;
                }
                wait = _more.Task;
            }
            await wait.WaitAsync(cancellationToken);
        }
    }

    public void Add(int stream, int increment)
    {
        lock (_gate)
        {
            if (stream == 0)
                _connection += increment;
            else if (_used.TryGetValue(stream, out var used))
                _used[stream] = used - increment;
            Wake();
        }
    }

    public void Settings(ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            for (var at = 0; at + 6 <= payload.Length; at += 6)
            {
                if (BinaryPrimitives.ReadInt16BigEndian(payload[at..]) == InitialWindowSetting)
                    _initial = BinaryPrimitives.ReadInt32BigEndian(payload[(at + 2)..]);
            }
            Wake();
        }
    }

    public void Forget(int stream)
    {
        lock (_gate)
            _used.Remove(stream);
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Wake();
        }
    }

    private void Wake()
    {
        _more.TrySetResult();
        _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
