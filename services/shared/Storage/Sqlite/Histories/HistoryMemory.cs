using FactoryTwin.Storage.Histories;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>
/// The series of a history and their samples that are in no chunk yet. Changed by the writer when a commit is done, under the lock under
/// which readers copy what they need. A reader copies first and reads the file after: what has moved between is in both, and counts once.
/// </summary>
internal sealed class HistoryMemory
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SeriesState> byName = new(StringComparer.Ordinal);
    private long tail;

    /// <summary>Every series, in the order of their making. For the writer alone.</summary>
    public List<SeriesState> All { get; } = [];

    /// <summary>Samples in no chunk.</summary>
    public long TailCount => Interlocked.Read(ref tail);

    /// <summary>The newest committed arrival. For the writer alone.</summary>
    public long LastArrival { get; set; }

    public SeriesState? Find(string name)
    {
        lock (gate)
            return byName.GetValueOrDefault(name);
    }

    /// <summary>The same for the writer, who alone changes what is looked in.</summary>
    public SeriesState? Own(string name) => byName.GetValueOrDefault(name);

    public void Add(SeriesState state)
    {
        lock (gate)
            byName.Add(state.Name, state);
        All.Add(state);
    }

    public void Remove(SeriesState state)
    {
        lock (gate)
            byName.Remove(state.Name);
        All.Remove(state);
    }

    /// <summary>The samples of a series in [start, end) that are in no chunk.</summary>
    public Row[] Copy(SeriesState state, long start, long end)
    {
        lock (gate)
        {
            var rows = state.Tail.Rows;
            var from = RowOrder.LowerBound(rows, start);
            return rows[from..Math.Max(from, RowOrder.LowerBound(rows, end))].ToArray();
        }
    }

    public Dictionary<string, Sample> Newest()
    {
        lock (gate)
        {
            var newest = new Dictionary<string, Sample>(byName.Count, StringComparer.Ordinal);
            foreach (var state in byName.Values)
            {
                if (state.Newest is { } row)
                    newest.Add(state.Name, row.ToSample());
            }
            return newest;
        }
    }

    /// <summary>Takes a sample that is stored; for loading.</summary>
    public void Load(SeriesState state, Row row)
    {
        if (state.Tail.TryAdd(row))
            tail++;
        if (state.Newest is not { } newest || newest.Time < row.Time)
            state.Newest = row;
    }

    /// <summary>Makes what was pending in these series visible.</summary>
    public void Commit(IEnumerable<SeriesState> states)
    {
        lock (gate)
        {
            foreach (var state in states.Where(each => each.Pending.Count > 0))
            {
                if (state.Newest is not { } newest || newest.Time < state.Pending.Last.Time)
                    state.Newest = state.Pending.Last;
                state.Tail.Absorb(state.Pending);
                Interlocked.Add(ref tail, state.Pending.Count);
                state.Pending.Clear();
            }
        }
    }

    /// <summary>Forgets samples that are in chunks now.</summary>
    public void Forget(SeriesState state, ReadOnlySpan<Row> rows)
    {
        lock (gate)
            Interlocked.Add(ref tail, -state.Tail.RemoveAll(rows));
    }
}
