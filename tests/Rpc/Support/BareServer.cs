using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace FactoryTwin.Rpc.Tests.Support;

/// <summary>An HTTP/2 server of single frames, for what no real server can be made to do. It reads no headers and knows calls by their streams.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    public const byte RstStream = 0x3, GoAway = 0x7;

    private const byte Data = 0x0, Headers = 0x1, Settings = 0x4, Ping = 0x6, Ack = 0x1, EndStream = 0x1, EndHeaders = 0x4;
    private const uint RefusedStream = 0x7;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<int, Answer> _answer;
    private readonly bool _atHeaders;
    private readonly bool _atData;
    private int _calls;
    private int _connections;

    /// <param name="answer">What becomes of a call, by its place among all calls, from 0 on.</param>
    /// <param name="atHeaders">True to answer when a call's headers are there, not when its request is whole.</param>
    /// <param name="atData">True to answer when something of a call's body is there.</param>
    public BareServer(Func<int, Answer> answer, bool atHeaders = false, bool atData = false)
    {
        (_answer, _atHeaders, _atData) = (answer, atHeaders, atData);
        _listener.Start();
        _ = AcceptAsync();
    }

    public enum Answer
    {
        /// <summary>Trailers-only, OK for a stream, which is an end without messages.</summary>
        Ok,

        /// <summary>RST_STREAM with REFUSED_STREAM.</summary>
        Refuse,

        /// <summary>GOAWAY that leaves this stream out, and the connection's end.</summary>
        SendAway,

        /// <summary>The connection's end without a word.</summary>
        HangUp,
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Calls => Volatile.Read(ref _calls);

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>From now on nobody can connect to it any more.</summary>
    public void StopListening() => _listener.Stop();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_end.Token);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
            Interlocked.Increment(ref _connections);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        var stream = client.GetStream();
        try
        {
            await stream.ReadExactlyAsync(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length], _end.Token);
            await WriteAsync(stream, Settings, 0, 0, []);
            while (await ReadAsync(stream) is var (type, flags, id, payload))
            {
                if (type == Settings && (flags & Ack) == 0) await WriteAsync(stream, Settings, Ack, 0, []);
                if (type == Ping && (flags & Ack) == 0) await WriteAsync(stream, Ping, Ack, 0, payload);
                var counts = _atHeaders ? type == Headers : _atData ? type == Data : type is Data or Headers && (flags & EndStream) != 0;
                if (counts && !await AnswerAsync(stream, id)) return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client, or the test, is done.
        }
    }

    /// <summary>False where the connection is to end.</summary>
    private async Task<bool> AnswerAsync(NetworkStream stream, int id)
    {
        switch (_answer(Interlocked.Increment(ref _calls) - 1))
        {
            case Answer.Ok:
                await WriteAsync(stream, Headers, EndStream | EndHeaders, id,
                    [0x88, .. Literal("content-type", "application/grpc"), .. Literal("grpc-status", "0")]);
                return true;
            case Answer.Refuse:
                await WriteAsync(stream, RstStream, 0, id, Number(RefusedStream));
                return true;
            case Answer.SendAway:
                await WriteAsync(stream, GoAway, 0, 0, [.. Number((uint)Math.Max(id - 2, 0)), .. Number(0)]);
                // What the client sent meanwhile has to be read, or the system takes the frame back that it has not read yet.
                stream.Socket.Shutdown(SocketShutdown.Send);
                await stream.CopyToAsync(Stream.Null, _end.Token);
                return false;
            default:
                return false;
        }
    }

    /// <summary>HPACK: a literal that is not indexed.</summary>
    private static byte[] Literal(string name, string value) =>
        [0, (byte)name.Length, .. name.Select(c => (byte)c), (byte)value.Length, .. value.Select(c => (byte)c)];

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private async Task WriteAsync(NetworkStream stream, byte type, byte flags, int id, byte[] payload) =>
        await stream.WriteAsync((byte[])[.. Number((uint)payload.Length)[1..], type, flags, .. Number((uint)id), .. payload], _end.Token);

    private async Task<(byte Type, byte Flags, int Id, byte[] Payload)?> ReadAsync(NetworkStream stream)
    {
        var head = new byte[9];
        if (await stream.ReadAtLeastAsync(head, 9, throwOnEndOfStream: false, _end.Token) < 9) return null;
        var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
        await stream.ReadExactlyAsync(payload, _end.Token);
        return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
    }
}
