using System.Diagnostics;
using System.Globalization;
using FactoryTwin.Testing;

namespace FactoryTwin.Storage.Tests.Crash;

public sealed class CrashTests
{
    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    [CancelAfter(240_000)]
    public async Task After_a_kill_everything_acknowledged_is_in_the_file_and_nothing_twice()
    {
        using var directory = new TempDirectory();
        await CheckRoundsAsync(6, [directory["store.db"]]);
    }

    [Test]
    [CancelAfter(240_000)]
    public async Task After_a_kill_everything_acknowledged_is_on_the_server_and_nothing_twice() =>
        await CheckRoundsAsync(4, [(await PostgresServer.SharedAsync()).ConnectionString, "crash"]);

    private static async Task CheckRoundsAsync(int rounds, string[] place)
    {
        var random = new Random(20261122);
        var acknowledged = new Dictionary<int, int>();
        for (var round = 0; round < rounds; round++)
        {
            await WriteUntilKilledAsync(place, random.Next(1, 400), acknowledged);
            await using var store = await Program.OpenAsync(place);
            await Ledger.CheckAsync(store, acknowledged, Ct);
        }
        Assert.That(acknowledged, Has.Count.EqualTo(Ledger.Writers), "not every writer wrote");
    }

    /// <summary>Kills after so many acknowledgements, then reads those that were still under way.</summary>
    private static async Task WriteUntilKilledAsync(string[] place, int lines, Dictionary<int, int> acknowledged)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CrashTests).Assembly.Location, .. place]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            for (var read = 0; await process.StandardOutput.ReadLineAsync(Ct) is { } line; read++)
            {
                var words = line.Split(' ');
                acknowledged[int.Parse(words[0], CultureInfo.InvariantCulture)] = int.Parse(words[1], CultureInfo.InvariantCulture);
                if (read == lines)
                    process.Kill();
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(Ct);
        }
        Assert.That(process.ExitCode, Is.EqualTo(128 + 9), "the writer ended by itself");
    }
}
