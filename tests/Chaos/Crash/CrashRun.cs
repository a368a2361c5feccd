using System.Diagnostics;

namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>Several lanes beside each other until so many processes are killed.</summary>
internal static class CrashRun
{
    public static async Task<CrashResult> RunAsync(CrashOptions options)
    {
        var watch = Stopwatch.StartNew();
        await using var grounds = await Grounds.OpenAsync(options.IsCluster);
        var counts = new Counts();
        var lanes = Enumerable.Range(0, options.Lanes).Select(number => new Lane(number, options, grounds, counts)).ToArray();
        var verdicts = await Task.WhenAll(lanes.Select(lane => Task.Run(lane.RunAsync)));
        var arrived = lanes.Select(lane => lane.Ledger.Arrived()).ToArray();
        return new CrashResult(
            options, counts, verdicts.Aggregate((one, other) => one.Plus(other)), lanes.Sum(lane => lane.Ledger.Acknowledged),
            arrived.Sum(a => a.Once), arrived.Sum(a => a.Again), lanes.Sum(lane => lane.Ledger.Refusals),
            [.. lanes.SelectMany(lane => lane.Deaths)], watch.Elapsed);
    }
}
