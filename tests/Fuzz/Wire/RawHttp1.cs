using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace FactoryTwin.Fuzz.Wire;

/// <summary>An HTTP/1.1 connection on which anything can be sent.</summary>
internal sealed class RawHttp1 : IDisposable
{
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);

    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _from;
    private int _to;

    private RawHttp1(TcpClient tcp) => (_tcp, _stream) = (tcp, tcp.GetStream());

    /// <summary>False once the server has said that it closes, or has closed.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <param name="server">Host and port.</param>
    /// <param name="narrow">True to take little that was not asked for.</param>
    public static async Task<RawHttp1> ConnectAsync(Uri server, bool narrow = false)
    {
        var tcp = new TcpClient { NoDelay = true };
        if (narrow)
            tcp.ReceiveBufferSize = 8192;
        await tcp.ConnectAsync(server.Host, server.Port);
        return new RawHttp1(tcp);
    }

    /// <summary>Sends bytes as they are. False where the connection is gone.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        // A server that reads no more must not hold the program.
        using var limit = new CancellationTokenSource(SendLimit);
        try
        {
            await _stream.WriteAsync(bytes, limit.Token);
            return true;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            return IsOpen = false;
        }
    }

    /// <summary>Reads one response; <see cref="Answer.None"/> where the server closed without one, not ended where time was over.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="head">True where the request was a HEAD, which gets no body.</param>
    public async Task<Answer> ReadAsync(TimeSpan limit, bool head = false)
    {
        using var time = new CancellationTokenSource(limit);
        var status = 0;
        List<(string Name, string Value)> headers = [];
        var body = new MemoryStream();
        try
        {
            do
            {
                if (await LineAsync(time.Token) is not { } line)
                    return Answer.None;
                if (!line.StartsWith("HTTP/1.", StringComparison.Ordinal))
                {
                    // The refusal of another protocol that was spoken at this door.
                    IsOpen = false;
                    return Answer.None;
                }
                status = int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
                headers = await HeadersAsync(time.Token);
            }
            while (status is >= 100 and < 200);
            await BodyAsync(body, status, headers, head, time.Token);
            IsOpen = IsOpen && !headers.Contains(("connection", "close"));
            return new Answer(status, headers, [], body.ToArray(), null, Ended: true);
        }
        catch (Exception cut) when (cut is OperationCanceledException or IOException)
        {
            IsOpen = false;
            return new Answer(status, headers, [], body.ToArray(), null, Ended: false);
        }
    }

    public void Dispose() => _tcp.Dispose();

    private async Task<List<(string Name, string Value)>> HeadersAsync(CancellationToken cancellationToken)
    {
        List<(string, string)> headers = [];
        while (await LineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':');
            headers.Add((line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim()));
        }
        return headers;
    }

    private async Task BodyAsync(MemoryStream body, int status, List<(string Name, string Value)> headers, bool head, CancellationToken cancellationToken)
    {
        if (head || status is 204 or 304)
            return;
        if (headers.Contains(("transfer-encoding", "chunked")))
        {
            while (int.Parse(await LineAsync(cancellationToken) ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
            {
                await TakeAsync(body, size, cancellationToken);
                await LineAsync(cancellationToken);
            }
            await HeadersAsync(cancellationToken);
        }
        else if (headers.Find(header => header.Name == "content-length").Value is { } length)
            await TakeAsync(body, long.Parse(length, CultureInfo.InvariantCulture), cancellationToken);
        else
            await TakeAsync(body, long.MaxValue, cancellationToken);
    }

    private async Task TakeAsync(MemoryStream body, long count, CancellationToken cancellationToken)
    {
        while (count > 0 && (_from < _to || await FillAsync(cancellationToken)))
        {
            var take = (int)Math.Min(count, _to - _from);
            if (body.Length < Answer.MostBody)
                body.Write(_buffer, _from, take);
            _from += take;
            count -= take;
        }
    }

    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (_from < _to || await FillAsync(cancellationToken))
        {
            var letter = (char)_buffer[_from++];
            if (letter == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append(letter);
        }
        return line.Length == 0 ? null : line.ToString();
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _from = 0;
        _to = await _stream.ReadAsync(_buffer, cancellationToken);
        if (_to == 0)
            IsOpen = false;
        return _to > 0;
    }
}
