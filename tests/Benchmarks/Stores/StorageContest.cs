using System.Diagnostics;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Postgres;
using FactoryTwin.Storage.Sqlite;
using FactoryTwin.Testing;

namespace FactoryTwin.Benchmarks.Stores;

/// <summary>A way to do a piece of work, again and again.</summary>
/// <param name="Name">What is shown.</param>
/// <param name="OnceAsync">Does it once, durably; returns how many units that was.</param>
internal sealed record Contender(string Name, Func<Task<long>> OnceAsync);

/// <summary>
/// The stores against the bare database doing the same work with the same durability: in each round each runs once, and what counts is
/// the ratio within a round. The server is a private one with fsync on.
/// </summary>
internal static class StorageContest
{
    /// <summary>Long enough that a million samples wait several times and are compressed.</summary>
    private const double LastingSeconds = 20;

    public static async Task RunAsync(Settings settings)
    {
        using var directory = new TempDirectory();
        await using var server = await PostgresServer.StartAsync();
        await using var file = await SqliteStore.OpenAsync(new SqliteStoreOptions(directory["store.db"]), TimeProvider.System, CancellationToken.None);
        await using var cluster = await PostgresStore.OpenAsync(new PostgresStoreOptions(server.ConnectionString, "contest"), TimeProvider.System, CancellationToken.None);
        await using var bareFile = new BareSqlite(directory["bare.db"]);
        await using var bareServer = await BarePostgres.OpenAsync(server.ConnectionString);

        var (history, copy) = (new Contender("PostgreSQL store", Appending(cluster)), new Contender("bare binary COPY", Appending(bareServer.CopyAsync)));
        await ContestAsync("history append, 1,000 samples of 200 points a commit, in order of time", "samples/s", settings, history, copy);
        await LastingAsync(history, copy);
        await ContestAsync("history append, 1,000 samples of 200 points a commit, in order of time", "samples/s", settings,
            new Contender("SQLite store", Appending(file)), new Contender("bare prepared inserts", Appending(bareFile.InsertAsync)));
        await ContestAsync("document read, update and event, one caller", "updates/s", settings,
            new Contender("PostgreSQL store", Updating(cluster)), new Contender("bare SQL", bareServer.UpdateAsync));
        await ContestAsync("document read, update and event, one caller", "updates/s", settings,
            new Contender("SQLite store", Updating(file)), new Contender("bare SQL", bareFile.UpdateAsync));
        await ContestAsync("document read, update and event, 32 callers", "updates/s", settings,
            new Contender("PostgreSQL store", Many(Updating(cluster))), new Contender("bare SQL, a connection a caller", await bareServer.ManyAsync(32)));
    }

    private static Func<Task<long>> Appending(IStore store) =>
        Appending(samples => store.WriteAsync(tx => tx.Append(Work.Trend, samples).Length, CancellationToken.None));

    private static Func<Task<long>> Appending(Func<SeriesSample[], Task> append)
    {
        var next = 0;
        return async () =>
        {
            var samples = Work.Samples(next++);
            await append(samples);
            return samples.Length;
        };
    }

    private static Func<Task<long>> Updating(IStore store)
    {
        var next = 0;
        return async () =>
        {
            var number = Interlocked.Increment(ref next);
            await store.WriteAsync(tx =>
            {
                var source = tx.Get(Work.Sources, Work.Name(number))?.Value ?? Work.Source(number);
                source.DisplayName = $"revision {number}";
                tx.Put(Work.Sources, source);
                tx.Publish("contest", Work.Event(source));
            }, CancellationToken.None);
            return 1;
        };
    }

    private static Func<Task<long>> Many(Func<Task<long>> once) => async () => (await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(once)))).Sum();

    private static async Task ContestAsync(string title, string unit, Settings settings, Contender ours, Contender bare)
    {
        foreach (var contender in new[] { ours, bare })
            await RateAsync(contender, 1);
        var rounds = new List<(double Ours, double Bare)>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            // The order turns, so that neither always finds the disk as the other left it.
            var (first, second) = round % 2 == 0 ? (ours, bare) : (bare, ours);
            var (a, b) = (await RateAsync(first, Settings.RunSeconds), await RateAsync(second, Settings.RunSeconds));
            rounds.Add(round % 2 == 0 ? (a, b) : (b, a));
        }
        Console.WriteLine($"\n{title}");
        Console.WriteLine($"  {ours.Name,-34}{Median(rounds.Select(r => r.Ours)),12:N0} {unit}");
        Console.WriteLine($"  {bare.Name,-34}{Median(rounds.Select(r => r.Bare)),12:N0} {unit}");
        Console.WriteLine($"  ratio, median of {rounds.Count} rounds: {Median(rounds.Select(r => r.Ours / r.Bare)):0.00} (from {rounds.Min(r => r.Ours / r.Bare):0.00} to {rounds.Max(r => r.Ours / r.Bare):0.00})");
    }

    /// <summary>Without a pause, so that what the history compresses beside costs it as much as it costs.</summary>
    private static async Task LastingAsync(Contender ours, Contender bare)
    {
        var (a, b) = (await RateAsync(ours, LastingSeconds), await RateAsync(bare, LastingSeconds));
        Console.WriteLine($"  {LastingSeconds:0} s at full speed each, compressing included: {a:N0} and {b:N0} samples/s, {a / b:0.00}");
    }

    private static async Task<double> RateAsync(Contender contender, double seconds)
    {
        var watch = Stopwatch.StartNew();
        var done = 0L;
        while (watch.Elapsed.TotalSeconds < seconds)
            done += await contender.OnceAsync();
        return done / watch.Elapsed.TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
