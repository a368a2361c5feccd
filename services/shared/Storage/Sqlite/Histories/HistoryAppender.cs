using FactoryTwin.Storage.Histories;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>Takes samples in. One that is newer than all of its series is new; an older one is looked for.</summary>
internal sealed class HistoryAppender(string id, HistoryMemory memory, ChunkTable chunks, ArrivalLog arrivals, EarlierRows earlier)
{
    private const int MostCached = 4096;
    private const int MostCachedRows = 1 << 19;
    private readonly string intern = $"INSERT INTO series_{id} (name) VALUES (?1) ON CONFLICT DO UPDATE SET name = name RETURNING id";
    private readonly List<SeriesState> cached = [];
    private int cachedRows;
    private long lastArrival;

    /// <summary>Told after a commit how many samples are in no chunk.</summary>
    public Action<long>? Grown { get; set; }

    public AppendOutcome[] Append(SqliteTransaction transaction, IReadOnlyList<SeriesSample> samples)
    {
        Check(samples);
        var database = transaction.Database;
        var added = new List<(SeriesState State, long Time)>(samples.Count);
        transaction.OnUndo(() => Undo(added));
        var outcomes = new AppendOutcome[samples.Count];
        arrivals.Begin();
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (name, sample) = samples[i];
            var state = memory.Own(name) ?? Intern(transaction, name);
            var row = Row.Of(sample);
            if (!state.IsNew(row.Time) && Find(database, state, row.Time) is { } stored)
            {
                outcomes[i] = stored.SameContent(row) ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
                continue;
            }
            state.Pending.TryAdd(row);
            added.Add((state, row.Time));
            arrivals.Add(state.Key, row);
        }
        if (added.Count == 0)
            return outcomes;
        var arrival = lastArrival = Math.Max(lastArrival, memory.LastArrival) + 1;
        arrivals.Write(database, arrival);
        transaction.OnCommit(() =>
        {
            memory.Commit(added.Select(each => each.State));
            memory.LastArrival = Math.Max(memory.LastArrival, arrival);
            Grown?.Invoke(memory.TailCount);
        });
        return outcomes;
    }

    private static void Check(IReadOnlyList<SeriesSample> samples)
    {
        for (var i = 0; i < samples.Count; i++)
        {
            if (!double.IsFinite(samples[i].Sample.Value))
                throw new ArgumentException($"The sample of '{samples[i].Series}' at {samples[i].Sample.Time:O} is not finite.", nameof(samples));
        }
    }

    private static void Undo(List<(SeriesState State, long Time)> added)
    {
        for (var i = added.Count - 1; i >= 0; i--)
            added[i].State.Pending.Remove(added[i].Time);
    }

    private SeriesState Intern(SqliteTransaction transaction, string name)
    {
        using var select = transaction.Database.Cached(intern);
        select.Bind(1, name).Step();
        var state = new SeriesState(select.Long(0), name);
        memory.Add(state);
        transaction.OnUndo(() => memory.Remove(state));
        return state;
    }

    private Row? Find(Database database, SeriesState state, long time)
    {
        if (state.Pending.TryFind(time, out var row) || state.Tail.TryFind(time, out row))
            return row;
        var rows = StretchAt(database, state, time).Rows;
        var at = RowOrder.LowerBound(rows, time);
        if (at < rows.Length && rows[at].Time == time)
            return rows[at];
        return earlier.Any ? earlier.Find(database, state.Key, time) : null;
    }

    /// <summary>The chunk around a time, kept for the next late sample: they come in series.</summary>
    private Stretch StretchAt(Database database, SeriesState state, long time)
    {
        if (state.Cached is { } kept && kept.From <= time && time < kept.To)
            return kept;
        var to = chunks.NextStart(database, state.Key, time);
        var stretch = chunks.At(database, state.Key, time) is { } chunk
            ? new Stretch(chunk.Head.Start, to, chunk.Head.End < time ? [] : chunks.Rows(database, chunk))
            : new Stretch(long.MinValue, to, []);
        // A chunk that ends before the time was not decoded: the stretch is what lies behind it.
        if (stretch.Rows.Length == 0 && stretch.From > long.MinValue)
            stretch = stretch with { From = time };
        if (cached.Count == MostCached || cachedRows > MostCachedRows)
        {
            cached.ForEach(each => each.Cached = null);
            cached.Clear();
            cachedRows = 0;
        }
        state.Cached = stretch;
        cached.Add(state);
        cachedRows += stretch.Rows.Length;
        return stretch;
    }
}
