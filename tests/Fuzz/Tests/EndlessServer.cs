using System.Net;
using System.Net.Sockets;
using FactoryTwin.Fuzz.Wire;

namespace FactoryTwin.Fuzz.Tests;

/// <summary>A server that sends the same bytes again and again until its client is gone; it allocates nothing while it does.</summary>
internal sealed class EndlessServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    private EndlessServer(byte[] begin, byte[] again, bool reads)
    {
        _listener.Start();
        _serving = ServeAsync(begin, again, reads);
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Bytes that its clients have taken.</summary>
    public long Sent { get; private set; }

    /// <param name="begin">What it answers at first.</param>
    /// <param name="again">What it sends then, without end.</param>
    /// <param name="reads">False to read nothing after the request.</param>
    public static EndlessServer Start(byte[] begin, byte[] again, bool reads) => new(begin, again, reads);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(byte[] begin, byte[] again, bool reads)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await SendAsync(client.GetStream(), begin, again, reads);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task SendAsync(NetworkStream stream, byte[] begin, byte[] again, bool reads)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            for (var read = 0; read < Frames.Preface.Length + (2 * Frames.HeaderSize);)
                read += await stream.ReadAtLeastAsync(buffer, 1, cancellationToken: _stop.Token);
            await stream.WriteAsync(begin, _stop.Token);
            var reading = reads ? stream.CopyToAsync(Stream.Null, _stop.Token) : Task.CompletedTask;
            while (true)
            {
                await stream.WriteAsync(again, _stop.Token);
                Sent += again.Length;
                if (reading.IsFaulted)
                    await reading;
            }
        }
        catch (IOException)
        {
            // This client is gone; the next may come.
        }
    }
}
