using System.Globalization;
using FactoryTwin.Benchmarks.Load;

namespace FactoryTwin.Benchmarks.Contests;

/// <summary>The gateway against nginx, both before the same service, and the service called without either.</summary>
internal static class GatewayContest
{
    /// <summary>Neither may refuse the load.</summary>
    private const int NoLimit = 100_000_000;

    /// <summary>A proxy's way is long: more code has to be compiled.</summary>
    private const double WarmUpSeconds = 7;

    private const string Direct = "direct";

    /// <summary>What any way over a second process costs.</summary>
    private const string Relay = "bytes passed on";

    public static async Task RunAsync(Settings settings)
    {
        await Peers.PrepareAsync();
        var folder = Directory.CreateTempSubdirectory("factorytwin-bench-");
        List<ServerProcess> processes = [];
        try
        {
            var ports = new Ports();
            processes.Add(await OwnServer.StartAsync("hosted", ports.Grpc, ports.Rest, [.. OwnServer.Development(folder.FullName, "backend"), $"--Services:gateway:Address=http://127.0.0.1:{ports.Gateway + 1}"]));
            processes.Add(await StartGatewayAsync(ports, folder.FullName));
            processes.Add(await StartNginxAsync(ports, folder.FullName));
            processes.Add(await StartRelayAsync(ports.RelayGrpc, ports.Grpc));
            processes.Add(await StartRelayAsync(ports.RelayRest, ports.Rest));
            var (backend, gateway, nginx) = (processes[0], processes[1], processes[2]);
            await WaitForRouteAsync(ports.Gateway);

            Contender[] grpc =
            [
                Grpc("gateway", ports.Gateway + 1, ports, gateway), Grpc("nginx", ports.NginxGrpc, ports, nginx),
                Grpc(Relay, ports.RelayGrpc, ports, processes[3]), Grpc(Direct, ports.Grpc, ports, backend),
            ];
            await RunAsync(grpc, Payloads.GrpcSmall, settings);
            Contender[] rest =
            [
                Rest("gateway", ports.Gateway, ports, gateway), Rest("nginx", ports.NginxRest, ports, nginx),
                Rest(Relay, ports.RelayRest, ports, processes[4]), Rest(Direct, ports.Rest, ports, backend),
            ];
            await RunAsync(rest, Payloads.RestGet, settings);
        }
        finally
        {
            foreach (var process in processes) process.Dispose();
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(Contender[] contenders, Scenario scenario, Settings settings)
    {
        var full = await Contest.RunAsync(contenders, [scenario], settings, WarmUpSeconds);
        var most = full.Median(scenario, contenders[0], sample => sample.Rate);
        await Latency.RunAsync(contenders, scenario, most / 2, "half", settings);
        // Where the processors are mostly idle: what the way itself adds, without the wait for one.
        await Latency.RunAsync(contenders, scenario, most / 20, "a twentieth", settings);
    }

    private static Contender Grpc(string name, int port, Ports ports, ServerProcess process)
    {
        var client = GrpcCheck.Client($"http://127.0.0.1:{port}");
        return Make(name, port, ports, process, scenario => GrpcCheck.RunAsync(client, scenario));
    }

    private static Contender Rest(string name, int port, Ports ports, ServerProcess process)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        return Make(name, port, ports, process, scenario => RestCheck.RunAsync(http, scenario));
    }

    private static Contender Make(string name, int port, Ports ports, ServerProcess process, Func<Scenario, Task<long>> check)
    {
        var backend = GrpcCheck.Client($"http://127.0.0.1:{ports.Grpc}");
        async Task<V1.Stats> StatsAsync()
        {
            var stats = await backend.GetStatsAsync(new V1.GetStatsRequest());
            // What the service allocates says nothing of who stands before it.
            if (name != Direct) stats.AllocatedBytes = 0;
            return stats;
        }
        return new Contender(name, $"http://127.0.0.1:{port}", [process], StatsAsync, check);
    }

    private static Task<ServerProcess> StartGatewayAsync(Ports ports, string folder) => ServerProcess.StartAsync(
        ports.Gateway, "dotnet",
        [Path.Combine(Peers.Root, "gateway/bin/Release/net10.0/FactoryTwin.Gateway.dll"), $"--Gateway:Port={ports.Gateway}",
            $"--Gateway:RequestsPerSecond={NoLimit}", $"--Gateway:RequestBurst={NoLimit}", .. OwnServer.Development(folder, "gateway")]);

    private static async Task<ServerProcess> StartNginxAsync(Ports ports, string folder)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Peers.Folder, "nginx.conf"));
        foreach (var (name, value) in new[] { ("GRPC_BACKEND", ports.Grpc), ("REST_BACKEND", ports.Rest), ("GRPC_PORT", ports.NginxGrpc), ("REST_PORT", ports.NginxRest) })
            text = text.Replace($"@{name}@", value.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, text.Replace("@FOLDER@", folder, StringComparison.Ordinal));
        var program = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
        return await ServerProcess.StartAsync(ports.NginxRest, program, "-p", folder, "-e", "stderr", "-c", file);
    }

    private static Task<ServerProcess> StartRelayAsync(int port, int server) =>
        ServerProcess.StartAsync(port, Path.Combine(Peers.Folder, "pace", "build", "relay"), $"{port}", $"{server}");

    /// <summary>The backend tells the gateway of itself.</summary>
    private static async Task WaitForRouteAsync(int port)
    {
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 600; attempt++)
        {
            using var answer = await http.GetAsync($"http://127.0.0.1:{port}/v1/stats");
            if (answer.IsSuccessStatusCode) return;
            await Task.Delay(50);
        }
        throw new InvalidOperationException("The backend never came into the gateway's directory.");
    }

    private sealed class Ports
    {
        public int Grpc { get; } = ServerProcess.FreePort();

        public int Rest { get; } = ServerProcess.FreePort();

        /// <summary>REST; gRPC is on the next.</summary>
        public int Gateway { get; } = FactoryTwin.Testing.Ports.FreePair();

        public int NginxGrpc { get; } = ServerProcess.FreePort();

        public int NginxRest { get; } = ServerProcess.FreePort();

        public int RelayGrpc { get; } = ServerProcess.FreePort();

        public int RelayRest { get; } = ServerProcess.FreePort();
    }
}
