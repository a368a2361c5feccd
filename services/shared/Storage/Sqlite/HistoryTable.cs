namespace FactoryTwin.Storage.Sqlite;

/// <summary>
/// Samples clustered by series and time. Values are stored as their 64 bits in an integer, because SQLite turns -0.0 into 0.0.
/// </summary>
internal sealed class HistoryTable(string id)
{
    private readonly Dictionary<string, long> series = new(StringComparer.Ordinal);
    private readonly string insert = $"INSERT OR IGNORE INTO history_{id} VALUES (?1, ?2, ?3, ?4)";
    private readonly string stored = $"SELECT value, quality FROM history_{id} WHERE series = ?1 AND time = ?2";
    private readonly string intern = $"INSERT INTO series_{id} (name) VALUES (?1) ON CONFLICT DO UPDATE SET name = name RETURNING id";
    private readonly string read = $"""
        SELECT time, value, quality FROM history_{id}
        WHERE series = (SELECT id FROM series_{id} WHERE name = ?1) AND time >= ?2 AND time < ?3 ORDER BY time LIMIT ?4
        """;
    private readonly string last = $"""
        SELECT h.time, h.value, h.quality, s.name FROM series_{id} s
        CROSS JOIN history_{id} h ON h.series = s.id AND h.time = (SELECT max(time) FROM history_{id} WHERE series = s.id)
        """;
    private readonly string prunable = $"SELECT id, min(?1, ifnull((SELECT max(time) FROM history_{id} WHERE series = s.id), ?1)) FROM series_{id} s";
    private readonly string bound = $"SELECT time FROM history_{id} WHERE series = ?1 AND time < ?2 ORDER BY time LIMIT 1 OFFSET ?3";
    private readonly string prune = $"DELETE FROM history_{id} WHERE series = ?1 AND time < ?2";

    public static HistoryTable Create(Database database, string id)
    {
        database.Execute($"CREATE TABLE IF NOT EXISTS series_{id} (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)");
        database.Execute($"""
            CREATE TABLE IF NOT EXISTS history_{id} (series INTEGER NOT NULL, time INTEGER NOT NULL, value INTEGER NOT NULL, quality INTEGER NOT NULL,
              PRIMARY KEY (series, time)) WITHOUT ROWID
            """);
        return new HistoryTable(id);
    }

    public AppendOutcome[] Append(SqliteTransaction transaction, IReadOnlyList<SeriesSample> samples)
    {
        var database = transaction.Database;
        var outcomes = new AppendOutcome[samples.Count];
        using var add = database.Cached(insert);
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (name, sample) = samples[i];
            if (!double.IsFinite(sample.Value))
                throw new ArgumentException($"The sample of '{name}' at {sample.Time:O} is not finite.", nameof(samples));
            var key = SeriesId(transaction, name);
            var bits = BitConverter.DoubleToInt64Bits(sample.Value);
            add.Bind(1, key).Bind(2, sample.Time.UtcTicks).Bind(3, bits).Bind(4, sample.Quality).Run();
            outcomes[i] = database.Changes == 1 ? AppendOutcome.Added : Compare(database, key, sample, bits);
        }
        return outcomes;
    }

    public IReadOnlyList<Sample> Read(Database database, string name, DateTimeOffset start, DateTimeOffset end, int limit)
    {
        using var select = database.Cached(read);
        select.Bind(1, name).Bind(2, start.UtcTicks).Bind(3, end.UtcTicks).Bind(4, limit);
        var samples = new List<Sample>();
        while (select.Step())
            samples.Add(SampleOf(select));
        return samples;
    }

    public IReadOnlyDictionary<string, Sample> ReadLast(Database database)
    {
        using var select = database.Cached(last);
        var samples = new Dictionary<string, Sample>(StringComparer.Ordinal);
        while (select.Step())
            samples.Add(select.Text(3), SampleOf(select));
        return samples;
    }

    public int Prune(Database database, DateTimeOffset olderThan, int limit)
    {
        var removed = 0;
        using var each = database.Cached(prunable);
        each.Bind(1, olderThan.UtcTicks);
        while (removed < limit && each.Step())
            removed += PruneSeries(database, each.Long(0), each.Long(1), limit - removed);
        return removed;
    }

    private int PruneSeries(Database database, long key, long before, int limit)
    {
        using var find = database.Cached(bound);
        find.Bind(1, key).Bind(2, before).Bind(3, limit);
        if (find.Step())
            before = find.Long(0);
        find.Reset();
        using var delete = database.Cached(prune);
        delete.Bind(1, key).Bind(2, before).Run();
        return database.Changes;
    }

    private long SeriesId(SqliteTransaction transaction, string name)
    {
        if (series.TryGetValue(name, out var key))
            return key;
        using var select = transaction.Database.Cached(intern);
        select.Bind(1, name).Step();
        key = select.Long(0);
        series.Add(name, key);
        transaction.OnUndo(() => series.Remove(name));
        return key;
    }

    private AppendOutcome Compare(Database database, long key, Sample sample, long bits)
    {
        using var select = database.Cached(stored);
        select.Bind(1, key).Bind(2, sample.Time.UtcTicks).Step();
        return select.Long(0) == bits && select.Long(1) == sample.Quality ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
    }

    private static Sample SampleOf(Statement row) =>
        new(row.Time(0), BitConverter.Int64BitsToDouble(row.Long(1)), (int)row.Long(2));
}
