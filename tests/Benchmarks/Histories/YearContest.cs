using System.Diagnostics;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Sqlite;

namespace FactoryTwin.Benchmarks.Histories;

/// <summary>A year of one point, a sample a second, brought down to 1,000 intervals.</summary>
internal static class YearContest
{
    private const int Seconds = 365 * 24 * 3600;
    private const int Piece = 50_000;
    private static readonly History Samples = new("samples");
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync()
    {
        using var directory = new BenchDirectory();
        await FillAsync(directory.File);
        Console.WriteLine($"\n{Seconds:N0} samples of one point are {new FileInfo(directory.File).Length / 1048576.0:0} MB; 1,000 intervals of them:");
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions(directory.File), TimeProvider.System, CancellationToken.None);
        var query = new AggregateQuery(Start, Start.AddSeconds(Seconds), TimeSpan.FromSeconds(Seconds / 1000.0));
        for (var run = 1; run <= 6; run++)
        {
            var clock = Stopwatch.StartNew();
            var aggregates = (await store.AggregateAsync(Samples, ["PT-101"], query, CancellationToken.None)).Single();
            Console.WriteLine($"  run {run}: {clock.Elapsed.TotalMilliseconds,8:0.0} ms, {aggregates.Sum(each => (long)each.Count):N0} samples counted");
        }
    }

    private static async Task FillAsync(string file)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions(file), TimeProvider.System, CancellationToken.None);
        var random = new Random(3);
        for (var second = 0; second < Seconds; second += Piece)
        {
            var samples = new List<SeriesSample>(Piece);
            for (var i = second; i < Math.Min(second + Piece, Seconds); i++)
                samples.Add(new("PT-101", new Sample(Start.AddSeconds(i), Math.Round(50 + (10 * Math.Sin(i / 9000.0)) + random.NextDouble(), 2), 1)));
            await store.WriteAsync(tx => tx.Append(Samples, samples), CancellationToken.None);
        }
        while (await store.CompressAsync(Samples, 16_384, CancellationToken.None) > 0) { }
    }
}
