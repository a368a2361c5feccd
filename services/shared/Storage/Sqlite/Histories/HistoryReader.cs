using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>Reads a history as one: chunks, rows of earlier programs, and what is in memory.</summary>
internal sealed class HistoryReader(HistoryMemory memory, ChunkTable chunks, EarlierRows earlier)
{
    public IReadOnlyList<Sample> Read(Database database, string name, long start, long end, int limit)
    {
        if (limit <= 0 || end <= start || memory.Find(name) is not { } state)
            return [];
        var recent = memory.Copy(state, start, end);
        using var snapshot = new Snapshot(database);
        return [.. SeriesRows.Between(new SqliteSeries(database, state.Key, chunks, earlier, recent), start, end).Take(limit).Select(row => row.ToSample())];
    }

    public IReadOnlyList<IReadOnlyList<Aggregate>> Aggregate(
        Database database, IReadOnlyList<string> series, AggregateQuery query, CancellationToken cancellationToken)
    {
        var recent = series.Select(name => memory.Find(name) is { } state ? (state.Key, memory.Copy(state, long.MinValue, long.MaxValue)) : (0L, [])).ToList();
        using var snapshot = new Snapshot(database);
        return [.. recent.Select(each => new AggregateRun(new SqliteSeries(database, each.Item1, chunks, earlier, each.Item2), query, cancellationToken).Run())];
    }
}

/// <summary>Statements between its making and its disposal see one state of the file.</summary>
internal readonly struct Snapshot : IDisposable
{
    private readonly Database database;

    public Snapshot(Database database)
    {
        this.database = database;
        database.Cached("BEGIN").Run();
    }

    public void Dispose()
    {
        if (database.InTransaction)
            database.Cached("COMMIT").Run();
    }
}
