using System.Net;
using System.Net.Sockets;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.V1;
using FactoryTwin.Fuzz.Wire;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>The other way round: our client calls a server that answers with anything. Each call must end, in time, with a status.</summary>
internal sealed class HostileServerAttack : IAttack
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    /// <summary>A stream is not read on for ever: the caller leaves after so many messages.</summary>
    private const int MostMessages = 1000;

    public string Name => "hostile-server";

    public int AtOnce => 16;

    public async Task<string?> RunAsync(FiringRange range, Random random)
    {
        var (what, make) = random.Of(HostileAnswers.All);
        var bytes = make(random);
        if (random.Percent(20))
            (what, bytes) = (what + ", damaged", Mutations.Damage(random, bytes));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(listener, bytes, stays: random.Percent(70), stop.Token);
        try
        {
            return await CallAsync(((IPEndPoint)listener.LocalEndpoint).Port, random.Percent(50)).WaitAsync(FiringRange.Patience) is { } fault
                ? $"{fault}; the server sent {what}: {Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 300)))}" : null;
        }
        catch (TimeoutException)
        {
            return $"the call did not end; the server sent {what}: {Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 300)))}";
        }
        finally
        {
            await stop.CancelAsync();
            await serving;
        }
    }

    private static async Task<string?> CallAsync(int port, bool stream)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var client = new Probe.ProbeClient(channel);
        try
        {
            if (!stream)
            {
                await client.GetThingAsync(new Thing { Name = "probes/a" }, deadline: DateTime.UtcNow + Deadline);
                return null;
            }
            using var call = client.WatchThings(new Thing { Name = "probes/a" }, deadline: DateTime.UtcNow + Deadline);
            for (var read = 0; read < MostMessages && await call.ResponseStream.MoveNext(CancellationToken.None); read++)
            {
            }
            return null;
        }
        catch (RpcException status) when (Enum.IsDefined(status.StatusCode))
        {
            return null;
        }
        catch (Exception fault)
        {
            return $"the call ended with {fault}";
        }
    }

    private static async Task ServeAsync(TcpListener listener, byte[] bytes, bool stays, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop);
                var stream = client.GetStream();
                var buffer = new byte[16 * 1024];
                // The preface, settings and the call's headers: what comes first is enough, a client sends them together or is waited for.
                var read = 0;
                while (read < Frames.Preface.Length + (2 * Frames.HeaderSize) && await stream.ReadAsync(buffer, stop) is > 0 and var some)
                    read += some;
                await stream.WriteAsync(bytes, stop);
                while (stays && await stream.ReadAsync(buffer, stop) > 0)
                {
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client is gone, or the case is over.
        }
    }
}
