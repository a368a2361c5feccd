using System.Collections.Concurrent;
using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>Reads a history as one: rows and chunks.</summary>
internal sealed class HistoryReader(HistoryTables tables, Readers readers)
{
    // Rows before chunks, as whoever drops tables does; and before anything is looked at, so that none goes meanwhile.
    private readonly string opening = $"LOCK TABLE ONLY {tables.Rows}, ONLY {tables.Chunks} IN ACCESS SHARE MODE";

    // A series' key stays its own.
    private readonly ConcurrentDictionary<string, int> keys = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<Sample>> ReadAsync(string name, long start, long end, int limit, CancellationToken cancellationToken)
    {
        if (limit <= 0 || end <= start)
            return [];
        return await readers.SnapshotAsync<IReadOnlyList<Sample>>(opening, snapshot => KeysOf(snapshot, [name]).TryGetValue(name, out var key)
            ? [.. SeriesRows.Between(new PostgresSeries(snapshot, tables, key), start, end).Take(limit).Select(row => row.ToSample())]
            : [], cancellationToken);
    }

    public async ValueTask<IReadOnlyList<IReadOnlyList<Aggregate>>> AggregateAsync(IReadOnlyList<string> series, AggregateQuery query, CancellationToken cancellationToken) =>
        await readers.SnapshotAsync<IReadOnlyList<IReadOnlyList<Aggregate>>>(opening, snapshot =>
        {
            var known = KeysOf(snapshot, series);
            return [.. series.Select(name => known.TryGetValue(name, out var key)
                ? new AggregateRun(new PostgresSeries(snapshot, tables, key), query, cancellationToken).Run()
                : new AggregateFold(query).Finish())];
        }, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, Sample>> ReadLastAsync(CancellationToken cancellationToken)
    {
        var samples = new Dictionary<string, Sample>(StringComparer.Ordinal);
        var select = Pg.Sql($"""
            SELECT s.name, h.time, h.value, h.quality, c.head FROM {tables.Series} s
            LEFT JOIN LATERAL (SELECT time, value, quality FROM {tables.Rows} WHERE series = s.id ORDER BY time DESC LIMIT 1) h ON true
            LEFT JOIN LATERAL (SELECT head FROM {tables.Chunks} WHERE series = s.id ORDER BY start DESC LIMIT 1) c ON true
            """);
        await readers.ReadAsync(select, row =>
        {
            Row? last = row.IsDBNull(1) ? null : new Row(row.GetInt64(1), row.GetDouble(2), row.GetInt32(3));
            if (!row.IsDBNull(4) && ChunkHead.From(row.GetFieldValue<byte[]>(4)).LastRow is var chunked && (last is not { } loose || loose.Time < chunked.Time))
                last = chunked;
            if (last is { } newest)
                samples.Add(row.Text(0), newest.ToSample());
        }, cancellationToken);
        return samples;
    }

    private ConcurrentDictionary<string, int> KeysOf(Snapshot snapshot, IReadOnlyList<string> names)
    {
        var unknown = names.Where(name => !keys.ContainsKey(name)).Distinct(StringComparer.Ordinal).ToArray();
        if (unknown.Length > 0)
            snapshot.Read(Pg.Sql($"SELECT name, id FROM {tables.Series} WHERE name = ANY ($1)", (object)unknown), row => keys[row.Text(0)] = row.GetInt32(1));
        return keys;
    }
}
