using System.Globalization;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// Samples in tables by time, each with series and time as its key. A sample newer than all of its series is new for certain and only
/// waits for the copy; one that is not is looked up first. What is remembered of the series holds while no other process writes.
/// </summary>
internal sealed class HistoryTable
{
    private const int LongestName = 1500;
    private readonly Dictionary<string, Series> series = new(StringComparer.Ordinal);
    private readonly HistoryPartitions partitions;
    private readonly string table;
    private readonly string names;
    private int epoch = -1;

    private HistoryTable(string id, TimeSpan width)
    {
        (table, names) = ($"history_{id}", $"series_{id}");
        partitions = new HistoryPartitions(table, width);
    }

    public static HistoryTable Create(WriterSession session, string id, TimeSpan width)
    {
        session.Defer(Pg.Sql($"CREATE TABLE IF NOT EXISTS series_{id} (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE \"C\" NOT NULL UNIQUE)"));
        session.Defer(Pg.Sql($"""
            CREATE TABLE IF NOT EXISTS history_{id} (series integer NOT NULL, time bigint NOT NULL, value double precision NOT NULL, quality integer NOT NULL,
              PRIMARY KEY (series, time)) PARTITION BY RANGE (time)
            """));
        session.Defer(Pg.Sql("INSERT INTO declaration VALUES ($1, $2) ON CONFLICT DO NOTHING", $"history_{id}", width.Ticks.ToString(CultureInfo.InvariantCulture)));
        var stored = width;
        session.Change(Pg.Sql("SELECT type FROM declaration WHERE id = $1", $"history_{id}"),
            row => stored = row.Read() ? TimeSpan.FromTicks(long.Parse(row.GetString(0), CultureInfo.InvariantCulture)) : width);
        return new HistoryTable(id, stored);
    }

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
            var time = sample.Time.UtcTicks;
            if (time > known.Last)
            {
                known.Last = time;
                session.Defer(partitions.For(session, time), new SampleRow(known.Id, time, sample.Value, sample.Quality));
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

    public async ValueTask<IReadOnlyList<Sample>> ReadAsync(
        Readers readers, string name, DateTimeOffset start, DateTimeOffset end, int limit, CancellationToken cancellationToken)
    {
        var select = Pg.Sql($"""
            SELECT time, value, quality FROM {table}
            WHERE series = (SELECT id FROM {names} WHERE name = $1) AND time >= $2 AND time < $3 ORDER BY time LIMIT $4
            """, name, start.UtcTicks, end.UtcTicks, (long)limit);
        var samples = new List<Sample>();
        await readers.ReadAsync(select, row => samples.Add(SampleOf(row)), cancellationToken);
        return samples;
    }

    public async ValueTask<IReadOnlyDictionary<string, Sample>> ReadLastAsync(Readers readers, CancellationToken cancellationToken)
    {
        var samples = new Dictionary<string, Sample>(StringComparer.Ordinal);
        var select = Pg.Sql($"""
            SELECT h.time, h.value, h.quality, s.name FROM {names} s
            CROSS JOIN LATERAL (SELECT time, value, quality FROM {table} WHERE series = s.id ORDER BY time DESC LIMIT 1) h
            """);
        await readers.ReadAsync(select, row => samples.Add(row.Text(3), SampleOf(row)), cancellationToken);
        return samples;
    }

    /// <summary>
    /// Whole tables first, where all in them is old and none of it is its series' newest; then sample by sample. A table counts as
    /// much as the limit leaves, so that the answer never is less than the limit while something is left.
    /// </summary>
    public int Prune(WriterSession session, DateTimeOffset olderThan, int limit)
    {
        var removed = 0;
        foreach (var (name, from, to) in partitions.EndedBy(session, olderThan.UtcTicks))
        {
            if (removed >= limit)
                return limit;
            if (IsNewestIn(session, from, to))
                continue;
            session.Query(Pg.Sql($"SELECT count(*) FROM (SELECT 1 FROM {name} LIMIT $1) rows_left", limit - removed + 1L), row => removed += row.Read() ? (int)row.GetInt64(0) : 0);
            session.Change(Pg.Sql($"DROP TABLE {name}"));
            session.ForgetContents();
        }
        if (removed >= limit)
            return limit;
        session.Change(Pg.Sql($"""
            WITH old AS (
              SELECT o.series, o.time FROM {names} s
              CROSS JOIN LATERAL (SELECT time FROM {table} WHERE series = s.id ORDER BY time DESC LIMIT 1) newest
              CROSS JOIN LATERAL (SELECT series, time FROM {table} WHERE series = s.id AND time < least(newest.time, $1) ORDER BY time LIMIT $2) o
              LIMIT $2),
            gone AS (DELETE FROM {table} h USING old WHERE h.series = old.series AND h.time = old.time RETURNING h.series)
            SELECT count(*) FROM gone
            """, olderThan.UtcTicks, (long)(limit - removed)), row => removed += row.Read() ? (int)row.GetInt64(0) : 0);
        return removed;
    }

    private bool IsNewestIn(WriterSession session, long from, long to)
    {
        var found = true;
        session.Query(Pg.Sql($"""
            SELECT EXISTS (SELECT 1 FROM {names} s
              CROSS JOIN LATERAL (SELECT time FROM {table} WHERE series = s.id ORDER BY time DESC LIMIT 1) newest
              WHERE newest.time >= $1 AND newest.time < $2)
            """, from, to), row => found = !row.Read() || row.GetBoolean(0));
        return found;
    }

    private static void Check(IReadOnlyList<SeriesSample> samples)
    {
        for (var i = 0; i < samples.Count; i++)
        {
            var (name, sample) = samples[i];
            if (!double.IsFinite(sample.Value))
                throw new ArgumentException($"The sample of '{name}' at {sample.Time:O} is not finite.", nameof(samples));
            if (name.Length > LongestName / 3)
                throw new ArgumentException($"The name of the series '{name[..40]}…' is longer than {LongestName / 3} characters.", nameof(samples));
        }
    }

    private void Refresh(WriterSession session)
    {
        session.EnsureBegun();
        if (epoch == session.Epoch)
            return;
        series.Clear();
        partitions.Forget();
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
              made AS (INSERT INTO {names} (name) SELECT name FROM wanted w WHERE NOT EXISTS (SELECT 1 FROM {names} s WHERE s.name = w.name) RETURNING id, name)
            SELECT name, id, NULL::bigint FROM made
            UNION ALL SELECT s.name, s.id, (SELECT time FROM {table} WHERE series = s.id ORDER BY time DESC LIMIT 1) FROM {names} s JOIN wanted w ON w.name = s.name
            """, (object)unknown.ToArray()), row =>
        {
            while (row.Read())
                series[row.Text(0)] = new Series(row.GetInt32(1)) { Last = row.IsDBNull(2) ? long.MinValue : row.GetInt64(2) };
        });
    }

    /// <summary>Samples not newer than their series: what is stored, and what this call has added, decides.</summary>
    private void AppendLate(WriterSession session, IReadOnlyList<SeriesSample> samples, List<int> late, AppendOutcome[] outcomes)
    {
        var stored = new Dictionary<(int Series, long Time), (long Bits, int Quality)>();
        session.Query(Pg.Sql($"""
            SELECT h.series, h.time, h.value, h.quality FROM (SELECT DISTINCT * FROM unnest($1, $2)) AS asked (series, time)
            JOIN {table} h ON h.series = asked.series AND h.time = asked.time
            """, late.ConvertAll(i => series[samples[i].Series].Id).ToArray(), late.ConvertAll(i => samples[i].Sample.Time.UtcTicks).ToArray()), row =>
        {
            while (row.Read())
                stored.Add((row.GetInt32(0), row.GetInt64(1)), (BitConverter.DoubleToInt64Bits(row.GetDouble(2)), row.GetInt32(3)));
        });
        foreach (var i in late)
        {
            var sample = samples[i].Sample;
            var key = (series[samples[i].Series].Id, sample.Time.UtcTicks);
            var content = (BitConverter.DoubleToInt64Bits(sample.Value), sample.Quality);
            if (stored.TryAdd(key, content))
                session.Defer(partitions.For(session, key.UtcTicks), new SampleRow(key.Id, key.UtcTicks, sample.Value, sample.Quality));
            else
                outcomes[i] = stored[key] == content ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
        }
    }

    private static Sample SampleOf(NpgsqlDataReader row) => new(row.Time(0), row.GetDouble(1), row.GetInt32(2));

    private sealed class Series(int id)
    {
        public int Id { get; } = id;

        /// <summary>The newest time stored or under way; nothing is stored beyond it.</summary>
        public long Last { get; set; }
    }
}
