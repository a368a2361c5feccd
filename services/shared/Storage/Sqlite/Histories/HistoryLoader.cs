namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>Makes a history's tables and fills its memory from them.</summary>
internal sealed class HistoryLoader(string id, HistoryMemory memory, ChunkTable chunks, ArrivalLog arrivals, EarlierRows earlier)
{
    public static void CreateTables(Database database, string id)
    {
        database.Execute($"CREATE TABLE IF NOT EXISTS series_{id} (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)");
        using (var column = database.Once($"SELECT 1 FROM pragma_table_info('series_{id}') WHERE name = 'flushed'"))
        {
            if (!column.Step())
                database.Execute($"ALTER TABLE series_{id} ADD COLUMN flushed INTEGER");
        }
        ArrivalLog.Create(database, id);
        ChunkTable.Create(database, id);
    }

    public void Load(Database database)
    {
        var byKey = new Dictionary<long, SeriesState>();
        using (var rows = database.Once($"SELECT id, name, ifnull(flushed, 0) FROM series_{id}"))
        {
            while (rows.Step())
                byKey.Add(rows.Long(0), new SeriesState(rows.Long(0), rows.Text(1)) { Flushed = rows.Long(2) });
        }
        foreach (var state in byKey.Values)
        {
            memory.Add(state);
            state.Newest = chunks.At(database, state.Key, long.MaxValue)?.Head.LastRow;
            if (earlier.Any && earlier.Newest(database, state.Key) is { } row && (state.Newest is not { } newest || newest.Time < row.Time))
                state.Newest = row;
        }
        var last = arrivals.Read(database, (arrival, series, row) =>
        {
            if (byKey.TryGetValue(series, out var state) && arrival > state.Flushed)
                memory.Load(state, row);
        });
        // Numbers are never used again: a series' mark counts for ever.
        memory.LastArrival = byKey.Values.Aggregate(last, (most, state) => Math.Max(most, state.Flushed));
    }
}
