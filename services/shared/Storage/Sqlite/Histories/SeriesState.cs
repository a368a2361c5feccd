using FactoryTwin.Storage.Histories;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>What is in memory of one series. The writer alone changes it; what readers see changes under the history's lock.</summary>
internal sealed class SeriesState(long key, string name)
{
    public long Key { get; } = key;

    public string Name { get; } = name;

    /// <summary>Committed samples that are in no chunk yet.</summary>
    public RowRun Tail { get; } = new();

    /// <summary>Samples of the commit under way.</summary>
    public RowRun Pending { get; } = new();

    /// <summary>The newest committed sample.</summary>
    public Row? Newest { get; set; }

    /// <summary>All samples of arrivals up to this one are in chunks, or were pruned.</summary>
    public long Flushed { get; set; }

    /// <summary>The stretch of chunks in which a late sample was last looked for.</summary>
    public Stretch? Cached { get; set; }

    /// <summary>Whether a time is beyond all that is stored: then nothing has to be looked for.</summary>
    public bool IsNew(long time) =>
        (Newest is not { } newest || newest.Time < time) && (Pending.Count == 0 || Pending.Last.Time < time);
}

/// <summary>The rows in [from, to), which are in one chunk or in none.</summary>
internal sealed record Stretch(long From, long To, Row[] Rows);
