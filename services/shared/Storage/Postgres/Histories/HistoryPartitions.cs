using System.Globalization;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>
/// A table's parts by time, so that what is old goes by dropping a part. Made when the first row of their time comes; times far
/// off share one part at each end, so that a feed with a broken clock makes no thousands of them.
/// </summary>
/// <param name="table">The whole.</param>
/// <param name="width">The time that one part holds.</param>
/// <param name="shaping">A statement for each new part, whose name is {0}.</param>
internal sealed class HistoryPartitions(string table, TimeSpan width, string shaping = "")
{
    private const string First = "_first";
    private const string Last = "_last";
    private static readonly long Earliest = new DateTime(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly long Latest = new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private readonly HashSet<string> made = new(StringComparer.Ordinal);
    private readonly long ticks = width.Ticks;
    private Partition current = new("", 0, 0);

    public void Forget()
    {
        made.Clear();
        current = new Partition("", 0, 0);
    }

    /// <summary>The part that takes this time, whether it is there or not.</summary>
    public Partition At(long time)
    {
        var first = Earliest / ticks;
        var last = Latest / ticks;
        var number = time / ticks;
        if (number < first)
            return new Partition(table + First, long.MinValue, first * ticks);
        if (number >= last)
            return new Partition(table + Last, last * ticks, long.MaxValue);
        return new Partition(string.Create(CultureInfo.InvariantCulture, $"{table}_{number}"), number * ticks, (number + 1) * ticks);
    }

    /// <summary>The part for rows of this time, made where it is absent.</summary>
    public string For(WriterSession session, long time)
    {
        if (time >= current.From && time < current.To)
            return current.Name;
        var part = At(time);
        if (made.Add(part.Name))
            Make(session, part);
        current = part;
        return part.Name;
    }

    public static bool Exists(WriterSession session, string name)
    {
        var exists = false;
        session.Query(Pg.Sql("SELECT to_regclass($1) IS NOT NULL", name), row => exists = row.Read() && row.GetBoolean(0));
        return exists;
    }

    /// <summary>The parts that there are, oldest first.</summary>
    public List<Partition> All(WriterSession session)
    {
        var parts = new List<Partition>();
        session.Query(Pg.Sql("SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass($1)", table), row =>
        {
            while (row.Read())
            {
                if (Parse(row.GetString(0)) is { } part)
                    parts.Add(part);
            }
        });
        parts.Sort((a, b) => a.From.CompareTo(b.From));
        return parts;
    }

    private Partition? Parse(string name)
    {
        var end = name[table.Length..];
        if (end is First)
            return At(DateTime.MinValue.Ticks);
        if (end is Last)
            return At(DateTime.MaxValue.Ticks);
        return long.TryParse(end.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? At(number * ticks) : null;
    }

    // Attached, not made as a part: that keeps readers of the whole out for no moment.
    private void Make(WriterSession session, Partition part)
    {
        if (Exists(session, part.Name))
            return;
        session.Defer(Pg.Sql($"CREATE TABLE {part.Name} (LIKE {table} INCLUDING ALL)"));
        if (shaping.Length > 0)
            session.Defer(Pg.Sql(string.Format(CultureInfo.InvariantCulture, shaping, part.Name)));
        var lower = part.From == long.MinValue ? "MINVALUE" : part.From.ToString(CultureInfo.InvariantCulture);
        var upper = part.To == long.MaxValue ? "MAXVALUE" : part.To.ToString(CultureInfo.InvariantCulture);
        session.Change(Pg.Sql($"ALTER TABLE {table} ATTACH PARTITION {part.Name} FOR VALUES FROM ({lower}) TO ({upper})"));
    }
}

/// <summary>A part of a table: the times [from, to), UTC ticks.</summary>
internal readonly record struct Partition(string Name, long From, long To)
{
    /// <summary>False for those at both ends, whose times have no bound.</summary>
    public bool IsBounded => From != long.MinValue && To != long.MaxValue;
}
