using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>
/// Takes samples in. One that is newer than all of its series is new for certain and only waits for the copy; one that is not is looked
/// up first, among the rows and in the chunk of its time. What is remembered of the series holds while no other process writes.
/// </summary>
internal sealed class HistoryAppender(HistoryTables tables)
{
    private readonly Dictionary<string, Series> series = new(StringComparer.Ordinal);
    private int epoch = -1;

    public AppendOutcome[] Append(WriterSession session, IReadOnlyList<SeriesSample> samples)
    {
        var outcomes = new AppendOutcome[samples.Count];
        if (outcomes.Length == 0)
            return outcomes;
        Check(samples);
        Refresh(session);
        Resolve(session, samples);
        List<int>? late = null;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (name, sample) = samples[i];
            var known = series[name];
            var row = Row.Of(sample);
            if (row.Time > known.Last)
            {
                known.Last = row.Time;
                session.Defer(tables.RowParts.For(session, row.Time), new SampleRow(known.Id, row));
            }
            else
            {
                (late ??= []).Add(i);
            }
        }
        if (late is not null)
            AppendLate(session, samples, late, outcomes);
        return outcomes;
    }

    private static void Check(IReadOnlyList<SeriesSample> samples)
    {
        for (var i = 0; i < samples.Count; i++)
        {
            var (name, sample) = samples[i];
            if (!double.IsFinite(sample.Value))
                throw new ArgumentException($"The sample of '{name}' at {sample.Time:O} is not finite.", nameof(samples));
            if (name.Length > HistoryTables.LongestName)
                throw new ArgumentException($"The name of the series '{name[..40]}…' is longer than {HistoryTables.LongestName} characters.", nameof(samples));
        }
    }

    private void Refresh(WriterSession session)
    {
        session.EnsureBegun();
        if (epoch == session.Epoch)
            return;
        series.Clear();
        tables.Forget();
        epoch = session.Epoch;
    }

    /// <summary>Looks up the series that are not known yet, with their newest time, and makes those that there are not.</summary>
    private void Resolve(WriterSession session, IReadOnlyList<SeriesSample> samples)
    {
        HashSet<string>? unknown = null;
        for (var i = 0; i < samples.Count; i++)
        {
            if (!series.ContainsKey(samples[i].Series))
                (unknown ??= new(StringComparer.Ordinal)).Add(samples[i].Series);
        }
        if (unknown is null)
            return;
        session.Change(Pg.Sql($"""
            WITH wanted AS (SELECT unnest($1) AS name),
              made AS (INSERT INTO {tables.Series} (name) SELECT name FROM wanted w WHERE NOT EXISTS (SELECT 1 FROM {tables.Series} s WHERE s.name = w.name) RETURNING id, name)
            SELECT name, id, NULL::bigint FROM made
            UNION ALL SELECT s.name, s.id, {tables.NewestTime("s.id")} FROM {tables.Series} s JOIN wanted w ON w.name = s.name
            """, (object)unknown.ToArray()), row =>
        {
            while (row.Read())
                series[row.Text(0)] = new Series(row.GetInt32(1)) { Last = row.IsDBNull(2) ? long.MinValue : row.GetInt64(2) };
        });
    }

    /// <summary>Samples not newer than their series: what is stored, and what this call has added, decides.</summary>
    private void AppendLate(WriterSession session, IReadOnlyList<SeriesSample> samples, List<int> late, AppendOutcome[] outcomes)
    {
        var stored = Stored(session, [.. late.Select(i => (series[samples[i].Series].Id, samples[i].Sample.Time.UtcTicks)).Distinct()]);
        foreach (var i in late)
        {
            var row = Row.Of(samples[i].Sample);
            var key = (series[samples[i].Series].Id, row.Time);
            if (stored.TryAdd(key, row))
                session.Defer(tables.RowParts.For(session, row.Time), new SampleRow(key.Id, row));
            else
                outcomes[i] = stored[key].SameContent(row) ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
        }
    }

    /// <summary>What is stored at these times.</summary>
    private Dictionary<(int Series, long Time), Row> Stored(WriterSession session, (int Series, long Time)[] asked)
    {
        var stored = new Dictionary<(int Series, long Time), Row>();
        var (keys, times) = (Array.ConvertAll(asked, each => each.Series), Array.ConvertAll(asked, each => each.Time));
        session.Query(Pg.Sql($"""
            SELECT h.series, h.time, h.value, h.quality FROM unnest($1, $2) AS asked (series, time)
            JOIN {tables.Rows} h ON h.series = asked.series AND h.time = asked.time
            """, keys, times), row =>
        {
            while (row.Read())
                stored.Add((row.GetInt32(0), row.GetInt64(1)), new Row(row.GetInt64(1), row.GetDouble(2), row.GetInt32(3)));
        });
        var rest = asked.Where(each => !stored.ContainsKey(each)).ToLookup(each => each.Series, each => each.Time);
        if (rest.Count == 0)
            return stored;
        // The chunk that begins last before a time, within the same part, is the only one that may hold it.
        session.Query(Pg.Sql($"""
            WITH hit AS (SELECT DISTINCT asked.series, c.start FROM unnest($1, $2, $3) AS asked (series, time, part)
              CROSS JOIN LATERAL (SELECT start, finish FROM {tables.Chunks} WHERE series = asked.series AND start <= asked.time AND start >= asked.part ORDER BY start DESC LIMIT 1) c
              WHERE c.finish >= asked.time)
            SELECT c.series, c.bytes FROM hit JOIN {tables.Chunks} c ON c.series = hit.series AND c.start = hit.start
            """, keys, times, Array.ConvertAll(times, time => tables.ChunkParts.At(time).From)), row =>
        {
            while (row.Read())
                Take(row.GetInt32(0), ChunkCodec.Decode(row.GetFieldValue<byte[]>(1)));
        });
        return stored;

        void Take(int key, Row[] rows)
        {
            foreach (var time in rest[key])
            {
                var at = RowOrder.LowerBound(rows, time);
                if (at < rows.Length && rows[at].Time == time)
                    stored[(key, time)] = rows[at];
            }
        }
    }

    private sealed class Series(int id)
    {
        public int Id { get; } = id;

        /// <summary>The newest time stored or under way; nothing is stored beyond it.</summary>
        public long Last { get; set; }
    }
}
