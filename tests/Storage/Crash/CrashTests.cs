using System.Diagnostics;
using System.Globalization;
using FactoryTwin.Storage.Sqlite;

namespace FactoryTwin.Storage.Tests.Crash;

public sealed class CrashTests
{
    private const int Rounds = 12;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    [CancelAfter(240_000)]
    public async Task After_a_kill_everything_acknowledged_is_there_and_nothing_twice()
    {
        var directory = Directory.CreateTempSubdirectory("factorytwin-storage-crash-").FullName;
        var path = Path.Combine(directory, "store.db");
        var random = new Random(20261122);
        var acknowledged = new Dictionary<int, int>();
        for (var round = 0; round < Rounds; round++)
        {
            await WriteUntilKilledAsync(path, random.Next(1, 400), acknowledged);
            await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions(path), TimeProvider.System, Ct);
            await Ledger.CheckAsync(store, acknowledged, Ct);
        }
        Assert.That(acknowledged, Has.Count.EqualTo(Ledger.Writers), "not every writer wrote");
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Kills after so many acknowledgements, then reads those that were still under way.</summary>
    private static async Task WriteUntilKilledAsync(string path, int lines, Dictionary<int, int> acknowledged)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CrashTests).Assembly.Location, path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
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
