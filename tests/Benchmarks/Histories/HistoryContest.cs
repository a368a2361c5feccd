using System.Diagnostics;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Sqlite;
using FactoryTwin.Testing;

namespace FactoryTwin.Benchmarks.Histories;

/// <summary>
/// SQLite's append against bare prepared inserts of the same samples, in commits of the same size, each synced. Two bare tables: one
/// that only takes rows, and one that keeps the promise of one sample a series and time as the history does.
/// </summary>
internal static class HistoryContest
{
    private const int Points = 300;
    private static readonly History Samples = new("samples");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Names = [.. Enumerable.Range(0, Points).Select(i => $"PT-{i:D4}")];

    public static async Task RunAsync(Settings settings)
    {
        foreach (var (perCommit, seconds) in new[] { (Points, 400), (6_000, 2_000) })
        {
            var commits = Commits(perCommit, seconds);
            var count = (double)Points * seconds;
            Console.WriteLine($"\n{count:N0} samples of {Points} points, {perCommit:N0} a commit (samples/s)");
            Console.WriteLine($"{"round",6} {"bare rows",12} {"bare, keyed",12} {"history",12} {"compressed",12} {"/ rows",8} {"/ keyed",8}");
            var ratios = new List<(double Rows, double Keyed)>();
            for (var round = 0; round <= settings.Rounds; round++)
            {
                var rows = count / Bare(commits, "(series INTEGER NOT NULL, time INTEGER NOT NULL, value INTEGER NOT NULL, quality INTEGER NOT NULL)");
                var keyed = count / Bare(commits, "(series INTEGER NOT NULL, time INTEGER NOT NULL, value INTEGER NOT NULL, quality INTEGER NOT NULL, PRIMARY KEY (series, time)) WITHOUT ROWID");
                var (append, whole) = await HistoryAsync(commits);
                // The first round warms up.
                if (round == 0) continue;
                ratios.Add((count / append / rows, count / append / keyed));
                Console.WriteLine($"{round,6} {rows,12:N0} {keyed,12:N0} {count / append,12:N0} {count / whole,12:N0} {ratios[^1].Rows,8:0.00} {ratios[^1].Keyed,8:0.00}");
            }
            Console.WriteLine($"median {Median(ratios.Select(r => r.Rows)),62:0.00} {Median(ratios.Select(r => r.Keyed)),8:0.00}");
        }
        await using var server = await PostgresServer.StartAsync();
        Func<HistoryPlace>[] places = [() => new SqlitePlace(), () => new PostgresPlace(server)];
        await SizeContest.RunAsync(places);
        await YearContest.RunAsync(places, settings.Days);
    }

    /// <summary>Seconds to append, and to append and compress everything.</summary>
    private static async Task<(double Append, double Whole)> HistoryAsync(IReadOnlyList<List<BenchRow>> commits)
    {
        using var directory = new BenchDirectory();
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions(directory.File), TimeProvider.System, CancellationToken.None);
        var batches = commits.Select(commit => commit.ConvertAll(row => new SeriesSample(Names[row.Series], new Sample(new DateTimeOffset(row.Ticks, TimeSpan.Zero), row.Value, 1)))).ToList();
        var clock = Stopwatch.StartNew();
        foreach (var batch in batches)
        {
            var outcomes = await store.WriteAsync(tx => tx.Append(Samples, batch), CancellationToken.None);
            if (outcomes.Any(outcome => outcome != AppendOutcome.Added)) throw new InvalidOperationException("a sample was not added");
        }
        var append = clock.Elapsed.TotalSeconds;
        while (await store.CompressAsync(Samples, 16_384, CancellationToken.None) > 0) { }
        return (append, clock.Elapsed.TotalSeconds);
    }

    private static double Bare(IReadOnlyList<List<BenchRow>> commits, string table)
    {
        using var directory = new BenchDirectory();
        using var bare = new BareTable(directory.File, table);
        var clock = Stopwatch.StartNew();
        foreach (var commit in commits) bare.Insert(commit);
        return clock.Elapsed.TotalSeconds;
    }

    private static List<List<BenchRow>> Commits(int perCommit, int seconds)
    {
        var random = new Random(1);
        var rows = from second in Enumerable.Range(0, seconds)
                   from point in Enumerable.Range(0, Points)
                   select new BenchRow(point, Start.AddSeconds(second).UtcTicks, 20 + point + random.NextDouble());
        return [.. rows.Chunk(perCommit).Select(chunk => chunk.ToList())];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }
}

/// <summary>A place of its own for one contender.</summary>
internal sealed class BenchDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("factorytwin-bench-").FullName;

    public string File => Path.Combine(_path, "store.db");

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
