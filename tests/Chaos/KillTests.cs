using System.Globalization;
using FactoryTwin.Product.Testing;
using FactoryTwin.Testing;

namespace FactoryTwin.Chaos.Tests;

/// <summary>
/// kill -9 in the middle of imports and live data, again and again: after the last restart everything that was answered is there,
/// once, and nothing else.
/// </summary>
public sealed class KillTests
{
    private const int Seed = 20261122;
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("FACTORYTWIN_KILLS") ?? "20", CultureInfo.InvariantCulture);
    private static readonly TimeSpan RoundLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(120);

    [Test]
    public async Task Nothing_acknowledged_is_lost_and_nothing_is_stored_twice()
    {
        using var data = new TempDirectory();
        var port = Ports.FreePair();
        var random = new Random(Seed);
        Feed[] feeds = [new LiveFeed(), new ImportFeed()];

        for (var kill = 0; kill < Kills; kill++)
        {
            await using var product = await ProductProcess.StartOnAsync(port, data.Path, "--no-plant");
            if (kill == 0) await RegisterAsync(product, feeds);
            await RunThenKillAsync(product, feeds, random.Next(1, 60), random.Next(0, 40));
        }

        await using var last = await ProductProcess.StartOnAsync(port, data.Path, "--no-plant");
        using var reader = await ApiClient.SignInAsync(last.Address, "operator");
        await FinishAsync(last, feeds);
        var verdicts = new List<Verdict>();
        foreach (var feed in feeds) verdicts.Add(await CompareAsync(reader, feed));
        await TestContext.Out.WriteLineAsync(Table(verdicts));
        Assert.That(verdicts, Has.All.Matches<Verdict>(v => v is { Lost: 0, Doubled: 0, Foreign: 0 } && v.Counted == v.Acknowledged));
    }

    /// <summary>What was found of a feed: answered but missing, stored more than once, never sent; and what the source counted.</summary>
    private sealed record Verdict(string Feed, int Answered, int Resent, int Acknowledged, int Lost, int Doubled, int Foreign, int Counted);

    private static async Task RegisterAsync(ProductProcess product, Feed[] feeds)
    {
        using var engineer = await ApiClient.SignInAsync(product.Address, "engineer");
        foreach (var feed in feeds) await feed.RegisterAsync(engineer);
    }

    /// <summary>Kills after so many answered live batches and, so that imports are hit at every stage, a short random while.</summary>
    private static async Task RunThenKillAsync(ProductProcess product, Feed[] feeds, int answers, int milliseconds)
    {
        using var agent = await ApiClient.SignInAsync(product.Address, "edge-agent");
        using var never = new CancellationTokenSource();
        var target = feeds[0].Answered + answers;
        var running = feeds.Select(feed => Task.Run(() => feed.RunAsync(agent, never.Token))).ToArray();
        await Eventually.IsTrueAsync(() => Task.FromResult(feeds[0].Answered >= target || running.Any(r => r.IsCompleted)), RoundLimit);
        await Task.Delay(milliseconds);
        await product.KillAsync();
        await Task.WhenAll(running);
    }

    /// <summary>Each feed gets its broken piece answered.</summary>
    private static async Task FinishAsync(ProductProcess product, Feed[] feeds)
    {
        using var agent = await ApiClient.SignInAsync(product.Address, "edge-agent");
        foreach (var feed in feeds)
        {
            using var stop = new CancellationTokenSource();
            var before = feed.Answered;
            var running = Task.Run(() => feed.RunAsync(agent, stop.Token), CancellationToken.None);
            await Eventually.IsTrueAsync(() => Task.FromResult(feed.Answered > before), RoundLimit);
            await stop.CancelAsync();
            await running;
        }
    }

    private static async Task<Verdict> CompareAsync(ApiClient reader, Feed feed)
    {
        int lost = 0, doubled = 0, foreign = 0;
        foreach (var readings in feed.Acknowledged.GroupBy(r => r.Key.Point, StringComparer.Ordinal))
        {
            var expected = readings.ToDictionary(r => r.Key.Time, r => r.Value);
            var stored = await SettledHistoryAsync(reader, readings.Key, expected.Count);
            var seen = new HashSet<DateTimeOffset>();
            foreach (var (text, value) in stored)
            {
                var time = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
                if (!seen.Add(time)) doubled++;
                else if (!expected.Remove(time, out var sent) || BitConverter.DoubleToInt64Bits(sent) != BitConverter.DoubleToInt64Bits(value)) foreign++;
            }
            lost += expected.Count;
        }
        var source = await reader.GetAsync($"/v1/sources/{feed.Source}");
        var counted = int.Parse(source["statistics"]!["acceptedReadings"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        return new(feed.Source, feed.Answered, feed.Resent, feed.Acknowledged.Count, lost, doubled, foreign, counted);
    }

    /// <summary>The history once it has as many samples as were answered, or what there is when that takes too long.</summary>
    private static async Task<List<(string Time, double Value)>> SettledHistoryAsync(ApiClient reader, string point, int count)
    {
        using var limit = new CancellationTokenSource(SettleLimit);
        List<(string Time, double Value)> stored;
        do
        {
            stored = await reader.ReadHistoryAsync(point);
            if (stored.Count >= count) break;
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
        while (!limit.IsCancellationRequested);
        return stored;
    }

    private static string Table(IEnumerable<Verdict> verdicts) =>
        "| feed | kills | pieces answered | sent again | readings acknowledged | lost | doubled | foreign |\n" + string.Join('\n', verdicts.Select(v =>
            $"| {v.Feed} | {Kills} | {v.Answered} | {v.Resent} | {v.Acknowledged} | {v.Lost} | {v.Doubled} | {v.Foreign} |"));
}
