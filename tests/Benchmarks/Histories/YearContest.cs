using System.Diagnostics;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Histories.Aggregates;

namespace FactoryTwin.Benchmarks.Histories;

/// <summary>A year of one point, a sample a second, brought down to 1,000 intervals.</summary>
internal static class YearContest
{
    private const int Piece = 50_000;
    private static readonly History Samples = new("samples");
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(Func<HistoryPlace>[] places, int days)
    {
        var seconds = days * 24 * 3600;
        foreach (var make in places)
        {
            await using var place = make();
            var clock = Stopwatch.StartNew();
            await FillAsync(place, seconds);
            var filled = clock.Elapsed.TotalSeconds;
            var bytes = await place.UsedAsync();
            Console.WriteLine($"\n{place.Name}: {seconds:N0} samples of one point, {seconds / filled:N0} a second with their compression, are {bytes / 1048576.0:0.0} MB ({bytes / (double)seconds:0.00} bytes a sample); 1,000 intervals of them:");
            await using var store = await place.OpenAsync();
            var query = new AggregateQuery(Start, Start.AddSeconds(seconds), TimeSpan.FromSeconds(seconds / 1000.0));
            for (var run = 1; run <= 6; run++)
            {
                clock.Restart();
                var aggregates = (await store.AggregateAsync(Samples, ["PT-101"], query, CancellationToken.None)).Single();
                Console.WriteLine($"  run {run}: {clock.Elapsed.TotalMilliseconds,8:0.0} ms, {aggregates.Sum(each => (long)each.Count):N0} samples counted");
            }
        }
    }

    private static async Task FillAsync(HistoryPlace place, int seconds)
    {
        await using var store = await place.OpenAsync();
        var random = new Random(3);
        for (var second = 0; second < seconds; second += Piece)
        {
            var samples = new List<SeriesSample>(Piece);
            for (var i = second; i < Math.Min(second + Piece, seconds); i++)
                samples.Add(new("PT-101", new Sample(Start.AddSeconds(i), Math.Round(50 + (10 * Math.Sin(i / 9000.0)) + random.NextDouble(), 2), 1)));
            await store.WriteAsync(tx => tx.Append(Samples, samples), CancellationToken.None);
        }
        while (await store.CompressAsync(Samples, 65_536, CancellationToken.None) > 0) { }
    }
}
