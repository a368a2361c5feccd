using FactoryTwin.Storage.Sqlite;

namespace FactoryTwin.Storage.Tests.Crash;

/// <summary>Entry point of the process that the crash test kills: writes to the store at the given path until then.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not [var path])
        {
            await Console.Error.WriteLineAsync("This assembly holds tests: run it by 'dotnet test'.");
            return 2;
        }
        // A short tail, so that the kill also comes while samples are moved into chunks.
        var store = await SqliteStore.OpenAsync(new SqliteStoreOptions(path) { HistoryTail = 100 }, TimeProvider.System, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, Ledger.Writers).Select(writer => Task.Run(() => WriteForeverAsync(store, writer))));
        return 1;
    }

    private static async Task WriteForeverAsync(IStore store, int writer)
    {
        for (var number = await Ledger.NextAsync(store, writer); ; number++)
        {
            var current = number;
            await store.WriteAsync(tx => Ledger.Write(tx, writer, current), CancellationToken.None);
            // Only what is acknowledged is printed; a line is one write, so that the kill cannot tear it.
            Console.Out.WriteLine($"{writer} {number}");
        }
    }
}
