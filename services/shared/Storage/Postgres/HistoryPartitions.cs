using System.Globalization;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// A history's tables by time, so that what is old goes by dropping a table. Made when the first sample of their time comes; times far
/// off share one table at each end, so that a feed with a broken clock makes no thousands of them.
/// </summary>
internal sealed class HistoryPartitions(string table, TimeSpan width)
{
    private const string First = "_first";
    private const string Last = "_last";
    private static readonly long Earliest = new DateTime(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly long Latest = new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private readonly HashSet<string> made = new(StringComparer.Ordinal);
    private readonly long ticks = width.Ticks;
    private string current = "";
    private long from;
    private long to;

    public void Forget()
    {
        made.Clear();
        (current, from, to) = ("", 0, 0);
    }

    /// <summary>The table for samples of this time.</summary>
    public string For(WriterSession session, long time)
    {
        if (time >= from && time < to)
            return current;
        var (name, start, end) = Bounds(time);
        if (made.Add(name))
            Make(session, name, start, end);
        (current, from, to) = (name, start, end);
        return name;
    }

    /// <summary>The tables whose time has ended by <paramref name="time"/>, oldest first, with their bounds.</summary>
    public IReadOnlyList<(string Name, long From, long To)> EndedBy(WriterSession session, long time)
    {
        var tables = new List<(string Name, long From, long To)>();
        session.Query(Pg.Sql("SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass($1)", table), row =>
        {
            while (row.Read())
            {
                var name = row.GetString(0);
                if (long.TryParse(name.AsSpan(name.LastIndexOf('_') + 1), CultureInfo.InvariantCulture, out var number) && (number + 1) * ticks <= time)
                    tables.Add((name, number * ticks, (number + 1) * ticks));
            }
        });
        tables.Sort((a, b) => a.From.CompareTo(b.From));
        return tables;
    }

    private (string Name, long From, long To) Bounds(long time)
    {
        var first = Earliest / ticks;
        var last = Latest / ticks;
        var number = time / ticks;
        if (number < first)
            return (table + First, long.MinValue, first * ticks);
        if (number >= last)
            return (table + Last, last * ticks, long.MaxValue);
        return (string.Create(CultureInfo.InvariantCulture, $"{table}_{number}"), number * ticks, (number + 1) * ticks);
    }

    // Attached, not made as a part: that keeps readers of the whole out for no moment.
    private void Make(WriterSession session, string name, long start, long end)
    {
        var exists = false;
        session.Query(Pg.Sql("SELECT to_regclass($1) IS NOT NULL", name), row => exists = row.Read() && row.GetBoolean(0));
        if (exists)
            return;
        session.Defer(Pg.Sql($"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)"));
        var lower = start == long.MinValue ? "MINVALUE" : start.ToString(CultureInfo.InvariantCulture);
        var upper = end == long.MaxValue ? "MAXVALUE" : end.ToString(CultureInfo.InvariantCulture);
        session.Change(Pg.Sql($"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({lower}) TO ({upper})"));
    }
}
