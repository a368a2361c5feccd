using FactoryTwin.Storage.Postgres;
using FactoryTwin.Storage.Sqlite;

namespace FactoryTwin.Storage.Tests.Crash;

/// <summary>Entry point of the process that the crash test kills: writes to the store at the given place until then.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not ([_] or [_, _]))
        {
            await Console.Error.WriteLineAsync("This assembly holds tests: run it by 'dotnet test'.");
            return 2;
        }
        var store = await OpenAsync(args);
        await Task.WhenAll(Enumerable.Range(0, Ledger.Writers).Select(writer => Task.Run(() => WriteForeverAsync(store, writer))));
        return 1;
    }

    /// <summary>A file's path, or a server's connection string and a schema.</summary>
    // A short tail, so that the kill also comes while samples are moved into chunks.
    public static Task<IStore> OpenAsync(string[] place) => place is [var connection, var schema]
        ? PostgresStore.OpenAsync(new PostgresStoreOptions(connection, schema) { HistoryTail = 100 }, TimeProvider.System, CancellationToken.None)
        : SqliteStore.OpenAsync(new SqliteStoreOptions(place[0]) { HistoryTail = 100 }, TimeProvider.System, CancellationToken.None);

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
