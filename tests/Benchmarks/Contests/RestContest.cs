using FactoryTwin.Benchmarks.Load;

namespace FactoryTwin.Benchmarks.Contests;

/// <summary>REST from the contract against REST by hand.</summary>
internal static class RestContest
{
    public static async Task RunAsync(Settings settings)
    {
        await Peers.PrepareAsync();
        List<Contender> contenders = [];
        try
        {
            contenders.Add(await StartAsync("ours", "bare"));
            contenders.Add(await StartAsync("minimal API", "minimal"));
            await Contest.RunAsync(contenders, [Payloads.RestGet, Payloads.RestSmall, Payloads.RestBatch], settings);
        }
        finally
        {
            foreach (var process in contenders.SelectMany(contender => contender.Processes)) process.Dispose();
        }
    }

    private static async Task<Contender> StartAsync(string name, string kind)
    {
        var port = ServerProcess.FreePort();
        var process = await OwnServer.StartAsync(kind, ServerProcess.FreePort(), port);
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        return new Contender(name, $"http://127.0.0.1:{port}", [process], () => RestCheck.StatsAsync(http), scenario => RestCheck.RunAsync(http, scenario));
    }
}
