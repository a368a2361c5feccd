using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>
/// As much of a broker as a log-in needs, which it refuses: the mock cluster has no users. Speaks three requests of Kafka's protocol
/// (https://kafka.apache.org/protocol.html): ApiVersions 0, SaslHandshake 1 and SaslAuthenticate 0.
/// </summary>
internal sealed class RefusingBroker : IDisposable
{
    private const short SaslHandshake = 17;
    private const short ApiVersions = 18;
    private const short SaslAuthenticate = 36;
    private const short UnsupportedVersion = 35;
    private const short SaslAuthenticationFailed = 58;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public RefusingBroker()
    {
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What was sent to log in with.</summary>
    public string Credentials { get; private set; } = "";

    public void Dispose()
    {
        _listener.Dispose();
        _serving.Wait(TimeSpan.FromSeconds(10));
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            while (true)
            {
                var size = new byte[4];
                await stream.ReadExactlyAsync(size);
                var request = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
                await stream.ReadExactlyAsync(request);
                var body = Answer(BinaryPrimitives.ReadInt16BigEndian(request), BinaryPrimitives.ReadInt16BigEndian(request.AsSpan(2)), request);
                byte[] response = [.. Number(4 + body.Length), .. request.AsSpan(4, 4), .. body];
                await stream.WriteAsync(response);
            }
        }
        catch (IOException)
        {
            // The client hung up.
        }
    }

    private byte[] Answer(short api, short version, byte[] request)
    {
        byte[] supported = [.. Number(3), .. Api(SaslHandshake, 1, 1), .. Api(ApiVersions, 0, 0), .. Api(SaslAuthenticate, 0, 0)];
        switch (api)
        {
            case ApiVersions: return [.. Short(version == 0 ? (short)0 : UnsupportedVersion), .. supported];
            case SaslHandshake: return [.. Short(0), .. Number(1), .. Text("PLAIN")];
            case SaslAuthenticate:
                // Header: api, version, correlation, client id; then the bytes with their length before them.
                var start = 10 + BinaryPrimitives.ReadInt16BigEndian(request.AsSpan(8));
                Credentials = Encoding.UTF8.GetString(request.AsSpan(start + 4));
                return [.. Short(SaslAuthenticationFailed), .. Text("nobody of that name and password"), .. Number(0)];
            default: return [];
        }
    }

    private static byte[] Api(short api, short oldest, short newest) => [.. Short(api), .. Short(oldest), .. Short(newest)];

    private static byte[] Text(string text) => [.. Short((short)text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Short(short value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
