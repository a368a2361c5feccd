using System.Globalization;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>
/// The tables of a history: series, loose samples as rows, and chunks. Samples and chunks are kept in tables by time, alike; a chunk lies
/// within one of them.
/// </summary>
internal sealed class HistoryTables(string id, TimeSpan width)
{
    /// <summary>Characters of a series' name; an entry of its index has room for about 2,700 bytes.</summary>
    public const int LongestName = 500;

    // Samples' bytes are as small as they get; large ones lie apart from the heads.
    private const string Apart = "ALTER TABLE {0} ALTER COLUMN bytes SET STORAGE EXTERNAL";

    public string Id { get; } = id;

    public string Series { get; } = $"series_{id}";

    public string Rows { get; } = $"history_{id}";

    public string Chunks { get; } = $"chunk_{id}";

    public HistoryPartitions RowParts { get; } = new($"history_{id}", width);

    public HistoryPartitions ChunkParts { get; } = new($"chunk_{id}", width, Apart);

    /// <summary>Makes what is absent. The width of a history stays what it was when it was made.</summary>
    public static HistoryTables Create(WriterSession session, string id, TimeSpan width)
    {
        session.Defer(Pg.Sql($"CREATE TABLE IF NOT EXISTS series_{id} (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE \"C\" NOT NULL UNIQUE)"));
        session.Defer(Pg.Sql($"""
            CREATE TABLE IF NOT EXISTS history_{id} (series integer NOT NULL, time bigint NOT NULL, value double precision NOT NULL, quality integer NOT NULL,
              PRIMARY KEY (series, time)) PARTITION BY RANGE (time)
            """));
        session.Defer(Pg.Sql($"""
            CREATE TABLE IF NOT EXISTS chunk_{id} (series integer NOT NULL, start bigint NOT NULL, finish bigint NOT NULL, count integer NOT NULL, head bytea NOT NULL,
              bytes bytea NOT NULL, PRIMARY KEY (series, start)) PARTITION BY RANGE (start)
            """));
        session.Defer(Pg.Sql("INSERT INTO declaration VALUES ($1, $2) ON CONFLICT DO NOTHING", $"history_{id}", width.Ticks.ToString(CultureInfo.InvariantCulture)));
        var stored = width;
        session.Change(Pg.Sql("SELECT type FROM declaration WHERE id = $1", $"history_{id}"),
            row => stored = row.Read() ? TimeSpan.FromTicks(long.Parse(row.GetString(0), CultureInfo.InvariantCulture)) : width);
        return new HistoryTables(id, stored);
    }

    /// <summary>Has what is remembered of the tables looked up again.</summary>
    public void Forget()
    {
        RowParts.Forget();
        ChunkParts.Forget();
    }

    /// <summary>The newest time of the series <paramref name="series"/>, an expression; null where it has none.</summary>
    public string NewestTime(string series) => $"""
        greatest((SELECT time FROM {Rows} WHERE series = {series} ORDER BY time DESC LIMIT 1), (SELECT finish FROM {Chunks} WHERE series = {series} ORDER BY start DESC LIMIT 1))
        """;
}
