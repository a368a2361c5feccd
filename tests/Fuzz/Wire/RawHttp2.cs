using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace FactoryTwin.Fuzz.Wire;

/// <summary>
/// A clear-text HTTP/2 connection on which anything can be sent. What comes back is read and, as a sound client must, acknowledged;
/// flow control is kept for <see cref="RequestAsync"/> only.
/// </summary>
internal sealed class RawHttp2 : IAsyncDisposable
{
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);

    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;
    private readonly Task _reading;
    private readonly bool _givesBack;
    private readonly ConcurrentDictionary<int, StreamAnswer> _answers = new();
    // Never disposed of: a call of another case may still hold or await it, and it has nothing to free.
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SendWindows _windows = new();
    private readonly List<byte> _block = [];
    private bool _blockEnds;
    private int _last = -1;

    private RawHttp2(TcpClient tcp, bool givesBack)
    {
        _tcp = tcp;
        _givesBack = givesBack;
        _stream = tcp.GetStream();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>True once the server has said GOAWAY or closed the connection: nothing new can be asked here.</summary>
    public bool IsGone => Code is not null || _reading.IsCompleted;

    /// <summary>The code of the server's GOAWAY; null before one.</summary>
    public int? Code { get; private set; }

    /// <summary>Completes when the server has closed the connection.</summary>
    public Task Closed => _reading;

    /// <param name="server">Host and port.</param>
    /// <param name="greet">False to send the preface and the settings oneself, or something else.</param>
    /// <param name="givesBack">False to give no stream the room back that its answer has taken.</param>
    public static async Task<RawHttp2> ConnectAsync(Uri server, bool greet = true, bool givesBack = true)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(server.Host, server.Port);
        var connection = new RawHttp2(tcp, givesBack);
        if (greet)
            await connection.SendAsync((byte[])[.. Frames.Preface, .. Frames.ClientSettings, .. Frames.WindowUpdate(0, 64 << 20)]);
        return connection;
    }

    /// <summary>The id of a new stream.</summary>
    public int NextStream() => Interlocked.Add(ref _last, 2);

    /// <summary>Leaves the ids before this one to frames that were sent by hand.</summary>
    public void SkipTo(int stream) => _last = stream - 2;

    /// <summary>What comes back on a stream from now on.</summary>
    public StreamAnswer Expect(int stream) => _answers.GetOrAdd(stream, _ => new StreamAnswer());

    /// <summary>Sends bytes as they are. False where the connection is gone.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        // A server that reads no more must not hold the program.
        using var limit = new CancellationTokenSource(SendLimit);
        await _writing.WaitAsync();
        try
        {
            await _stream.WriteAsync(bytes, limit.Token);
            return true;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>One sound exchange (whatever the headers and the body say).</summary>
    public async Task<Answer> RequestAsync(IReadOnlyList<(string Name, string Value)> headers, ReadOnlyMemory<byte> body, TimeSpan limit, bool reset = true)
    {
        var (stream, answer) = await OpenAsync(headers, body.IsEmpty);
        using var time = new CancellationTokenSource(limit);
        // A server that has answered gives no more room for the rest of the request.
        var over = CancellationTokenSource.CreateLinkedTokenSource(time.Token);
        _ = answer.Done.ContinueWith(static (_, over) => ((CancellationTokenSource)over!).Cancel(), over, TaskScheduler.Default);
        try
        {
            for (var at = 0; at < body.Length && !answer.Done.IsCompleted && !IsGone;)
            {
                var take = await _windows.TakeAsync(stream, Math.Min(Frames.MaxPayload, body.Length - at), over.Token);
                await SendAsync(Frames.Data(stream, body.Span.Slice(at, take), at + take == body.Length));
                at += take;
            }
            await answer.Done.WaitAsync(time.Token);
        }
        catch (OperationCanceledException)
        {
            if (reset && !answer.Done.IsCompleted)
                await SendAsync(Frames.Reset(stream, 8));
        }
        _answers.TryRemove(stream, out _);
        _windows.Forget(stream);
        return answer.Take() with { GoAway = Code };
    }

    /// <summary>Opens streams in the order of their ids, however many ask at once.</summary>
    private async Task<(int Stream, StreamAnswer Answer)> OpenAsync(IReadOnlyList<(string Name, string Value)> headers, bool end)
    {
        await _writing.WaitAsync();
        try
        {
            var stream = NextStream();
            var answer = Expect(stream);
            await _stream.WriteAsync(Frames.LongHeaders(stream, Hpack.Encode(headers), end));
            if (_reading.IsCompleted)
                answer.Cut();
            return (stream, answer);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            var cut = new StreamAnswer();
            cut.Cut();
            return (int.MaxValue, cut);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        await _reading;
    }

    private async Task ReadAsync()
    {
        var header = new byte[Frames.HeaderSize];
        try
        {
            while (true)
            {
                await _stream.ReadExactlyAsync(header);
                var payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
                await _stream.ReadExactlyAsync(payload);
                await TakeAsync(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed by either side.
        }
        finally
        {
            _windows.Close();
            foreach (var answer in _answers.Values)
                answer.Cut();
        }
    }

    private async Task TakeAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var end = type is FrameType.Data or FrameType.Headers && (flags & FrameFlag.EndStream) != 0;
        switch (type)
        {
            case FrameType.Data:
                _answers.GetValueOrDefault(stream)?.Data(payload, end);
                if (payload.Length > 0)
                    await SendAsync((byte[])[.. Frames.WindowUpdate(0, payload.Length), .. end || !_givesBack ? [] : Frames.WindowUpdate(stream, payload.Length)]);
                break;
            case FrameType.Headers or FrameType.Continuation:
                _block.AddRange(payload);
                _blockEnds |= end;
                if ((flags & FrameFlag.EndHeaders) == 0)
                    break;
                _answers.GetValueOrDefault(stream)?.Headers(Hpack.Decode([.. _block]), _blockEnds);
                _block.Clear();
                _blockEnds = false;
                break;
            case FrameType.Reset:
                _answers.GetValueOrDefault(stream)?.Reset(BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
            case FrameType.Settings when (flags & FrameFlag.Ack) == 0:
                _windows.Settings(payload);
                await SendAsync(Frames.Frame(FrameType.Settings, FrameFlag.Ack, 0, []));
                break;
            case FrameType.Ping when (flags & FrameFlag.Ack) == 0:
                await SendAsync(Frames.Frame(FrameType.Ping, FrameFlag.Ack, 0, payload));
                break;
            case FrameType.GoAway:
                Code = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4));
                break;
            case FrameType.WindowUpdate:
                _windows.Add(stream, BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
        }
    }
}
