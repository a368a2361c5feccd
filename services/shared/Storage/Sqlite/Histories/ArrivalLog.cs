using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>
/// Appended samples in the order of their arrival, one row an append: what a commit writes lies together, whatever number of series it
/// touches. The rows go when all their samples are in chunks.
/// </summary>
internal sealed class ArrivalLog(string id)
{
    private readonly string insert = $"INSERT INTO arrival_{id} VALUES (?1, ?2)";
    private readonly string read = $"SELECT id, samples FROM arrival_{id} ORDER BY id";
    private readonly string delete = $"DELETE FROM arrival_{id} WHERE id IN (SELECT id FROM arrival_{id} WHERE id <= ?1 ORDER BY id LIMIT ?2)";
    private readonly ByteSink sink = new();
    private long time;

    public static void Create(Database database, string id) =>
        database.Execute($"CREATE TABLE IF NOT EXISTS arrival_{id} (id INTEGER PRIMARY KEY, samples BLOB NOT NULL)");

    /// <summary>Begins a row.</summary>
    public void Begin()
    {
        sink.Clear();
        time = 0;
    }

    /// <summary>Adds a sample to the row. Mostly all have one time: then it costs a byte.</summary>
    public void Add(long series, Row row)
    {
        sink.Unsigned((ulong)series);
        sink.Signed(row.Time - time);
        sink.Signed(row.Quality);
        sink.Fixed(BitConverter.DoubleToInt64Bits(row.Value));
        time = row.Time;
    }

    public void Write(Database database, long arrival)
    {
        using var add = database.Cached(insert);
        add.Bind(1, arrival).Bind(2, sink.Written).Run();
    }

    /// <summary>All rows' samples in order of arrival; returns the last row's number.</summary>
    public long Read(Database database, Action<long, long, Row> take)
    {
        using var rows = database.Cached(read);
        var last = 0L;
        while (rows.Step())
        {
            last = rows.Long(0);
            var source = new ByteSource(rows.Blob(1));
            for (var at = 0L; !source.IsAtEnd;)
            {
                var series = (long)source.Unsigned();
                at += source.Signed();
                var quality = (int)source.Signed();
                take(last, series, new Row(at, BitConverter.Int64BitsToDouble(source.Fixed()), quality));
            }
        }
        return last;
    }

    /// <summary>Deletes at most <paramref name="limit"/> of the oldest rows, up to and including one; returns how many.</summary>
    public int Delete(Database database, long through, int limit)
    {
        using var remove = database.Cached(delete);
        remove.Bind(1, through).Bind(2, limit).Run();
        return database.Changes;
    }
}
