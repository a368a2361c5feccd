using FactoryTwin.Fuzz.Attacks;
using FactoryTwin.Fuzz.Wire;
using Google.Protobuf;

namespace FactoryTwin.Fuzz.Runs;

/// <summary>A gRPC call that stays open, on a connection of its own.</summary>
internal sealed class HeldStream : IAsyncDisposable
{
    private readonly RawHttp2 _connection;
    private readonly int _stream;
    private readonly StreamAnswer _answer;

    private HeldStream(RawHttp2 connection, string path, int stream) => (_connection, Path, _stream, _answer) = (connection, path, stream, connection.Expect(stream));

    public string Path { get; }

    /// <summary>Completes when the server has ended the call, whichever way.</summary>
    public Task Done => _answer.Done;

    /// <summary>Completes when the server has closed the connection.</summary>
    public Task Closed => _connection.Closed;

    public Answer Answer => _answer.Take() with { GoAway = _connection.Code };

    /// <param name="addresses">Says who calls.</param>
    /// <param name="door">Where.</param>
    /// <param name="path">The method.</param>
    /// <param name="timeout">The call's grpc-timeout; null for none.</param>
    /// <param name="window">Bytes of the answer that are taken; null for all that comes.</param>
    public static async Task<HeldStream> OpenAsync(Server.Addresses addresses, Uri door, string path, string? timeout = null, int? window = null)
    {
        var connection = await RawHttp2.ConnectAsync(door, greet: false, givesBack: window is null);
        await connection.SendAsync((byte[])[.. Frames.Preface, .. Frames.Settings((1, 0), (2, 0), (4, window ?? 4 << 20)), .. Frames.WindowUpdate(0, 64 << 20)]);
        var held = new HeldStream(connection, path, connection.NextStream());
        var headers = Requests.Grpc(path, addresses.UserToken, timeout ?? "");
        if (timeout is null)
            headers.RemoveAll(header => header.Name == "grpc-timeout");
        await connection.SendAsync(Frames.Headers(held._stream, Hpack.Encode(headers), endStream: false));
        return held;
    }

    /// <summary>Sends a message; no attention is paid to windows.</summary>
    public async Task SendAsync(IMessage message, bool last = false)
    {
        var frame = Requests.Message(message.ToByteArray());
        for (var at = 0; at < frame.Length; at += Frames.MaxPayload)
        {
            var part = frame.AsSpan(at, Math.Min(Frames.MaxPayload, frame.Length - at));
            await _connection.SendAsync(Frames.Data(_stream, part, last && at + Frames.MaxPayload >= frame.Length));
        }
    }

    /// <summary>Sends bytes of the request as they are.</summary>
    public Task<bool> SendAsync(byte[] bytes) => _connection.SendAsync(Frames.Data(_stream, bytes, endStream: false));

    /// <summary>Takes more of the answer.</summary>
    public Task ReadOnAsync(int bytes) => _connection.SendAsync(Frames.WindowUpdate(_stream, bytes));

    /// <summary>Sends a message and waits for as many bytes of answer. What is wrong; null where nothing is.</summary>
    public async Task<string?> EchoAsync(IMessage message)
    {
        var before = Answer.Body.Length;
        await SendAsync(message);
        using var limit = new CancellationTokenSource(FiringRange.Patience);
        while (Answer.Body.Length < before + 5 + message.CalculateSize() && !Done.IsCompleted && !limit.IsCancellationRequested)
            await Task.Delay(10);
        return Fault() ?? (limit.IsCancellationRequested ? $"another caller's {Path} was not answered" : null);
    }

    /// <summary>How it was ended; null while it goes on.</summary>
    public string? Fault() => Done.IsCompleted || Closed.IsCompleted
        ? $"another caller's {Path} was ended: {Answer.GrpcStatus} {Answer.GrpcMessage} reset {Answer.Reset} goaway {Answer.GoAway}" : null;

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}
