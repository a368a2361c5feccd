using System.Collections.Concurrent;
using System.Diagnostics;

namespace FactoryTwin.Events.Tests;

/// <summary>A writing process is killed again and again: what it was told to be stored must be there, once and in order.</summary>
public sealed class EmbeddedCrashTests
{
    private const int Rounds = 8;

    [Test]
    public async Task Nothing_acknowledged_is_lost_when_the_process_is_killed()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Fresh();
        var random = new Random(20260301);
        var acknowledged = new Dictionary<string, int>();

        for (var round = 0; round < Rounds; round++)
        {
            await WriteAndKillAsync(path, round, random.Next(20, 400), acknowledged);
            var stored = await ReadAsync(path, acknowledged);
            foreach (var (key, numbers) in stored) Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, numbers.Count)), $"round {round}, {key}");
            foreach (var (key, last) in acknowledged) Assert.That(stored[key], Has.Count.GreaterThan(last), $"round {round}, {key}");
        }
    }

    private static async Task WriteAndKillAsync(string directory, int round, int lines, Dictionary<string, int> acknowledged)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet",
            [typeof(CrashWriter).Assembly.Location, directory, $"{round}"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        for (var i = 0; await child.StandardOutput.ReadLineAsync() is { } line; i++)
        {
            var parts = line.Split(' ');
            if (parts.Length == 2 && int.TryParse(parts[1], out var number)) acknowledged[parts[0]] = number;
            if (i == lines) child.Kill();
        }
        await child.WaitForExitAsync();
        Assert.That(child.ExitCode, Is.Not.Zero, "the child must have been killed");
    }

    private static async Task<ConcurrentDictionary<string, List<int>>> ReadAsync(string directory, Dictionary<string, int> acknowledged)
    {
        await using var log = await EmbeddedEventLog.OpenAsync(new() { Directory = directory }, TimeProvider.System);
        var stored = new ConcurrentDictionary<string, List<int>>();
        var group = $"reader-{Guid.NewGuid():N}";
        await using (new Running(stop => log.RunAsync(new(CrashWriter.Topic, group, (batch, _) => Take(stored, batch)), stop)))
            await Eventually.BecomesTrue(() => log.GetLags().Where(l => l.Group == group).ToList() is { Count: > 0 } lags && lags.All(l => l.Lag == 0));
        Assert.That(acknowledged, Is.Not.Empty);
        return stored;
    }

    private static Task Take(ConcurrentDictionary<string, List<int>> stored, EventBatch batch)
    {
        foreach (var e in batch.Events) stored.GetOrAdd(e.Event.Key, _ => []).Add(Events.NumberOf(e.Event));
        return Task.CompletedTask;
    }
}
