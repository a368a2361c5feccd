using System.Threading.Channels;
using FactoryTwin.Events;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// Events in the order of their commits: ids are given while the schema's lock is held. Of several processes one publishes at a time
/// (<see cref="OutboxWatch"/>); to the others the outbox looks empty.
/// </summary>
internal sealed class OutboxTable(Readers readers, OutboxWatch watch) : IOutbox
{
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long count;
    private long removedThrough;
    private bool added;

    /// <summary>Removal is a write like any other; set once by the store.</summary>
    public Func<Func<PostgresTransaction, int>, CancellationToken, Task<int>> Write { get; set; } = null!;

    public long Count => Interlocked.Read(ref count);

    public void Add(PostgresTransaction transaction, string topic, CloudEvent e)
    {
        transaction.Session.Defer(Pg.Sql(
            "INSERT INTO outbox (topic, event_id, source, type, time, key, subject, trace_parent, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            topic, e.Id, e.Source, e.Type, e.Time.UtcTicks, e.Key, e.Subject, e.TraceParent, e.Data));
        added = true;
        transaction.OnCommit(() =>
        {
            Interlocked.Increment(ref count);
            Signal();
        });
    }

    /// <summary>The notification that goes with a commit which added events, where another process is to publish them.</summary>
    public IEnumerable<NpgsqlBatchCommand> Closing()
    {
        if (added && !watch.IsLeading)
            yield return Pg.Sql("SELECT pg_notify($1, '')", watch.Channel);
        added = false;
    }

    public async ValueTask<IReadOnlyList<OutboxEntry>> PeekAsync(int limit, CancellationToken cancellationToken)
    {
        var entries = new List<OutboxEntry>();
        if (!watch.IsLeading)
            return entries;
        // Beyond what was removed: a walk over rows that are dead but not yet swept would grow with the load.
        var select = Pg.Sql(
            "SELECT id, topic, event_id, source, type, time, key, data, subject, trace_parent FROM outbox WHERE id > $1 ORDER BY id LIMIT $2",
            Interlocked.Read(ref removedThrough), (long)limit);
        await readers.ReadAsync(select, row => entries.Add(new OutboxEntry(row.GetInt64(0), row.Text(1), Read(row))), cancellationToken);
        return entries;
    }

    public async ValueTask RemoveAsync(long throughId, CancellationToken cancellationToken)
    {
        await Write(transaction =>
        {
            var removed = 0;
            transaction.Session.Change(
                Pg.Sql("WITH gone AS (DELETE FROM outbox WHERE id <= $1 RETURNING id) SELECT count(*) FROM gone", throughId),
                row => removed = row.Read() ? (int)row.GetInt64(0) : 0);
            transaction.OnCommit(() => Interlocked.Add(ref count, -removed));
            return removed;
        }, cancellationToken);
        Interlocked.Exchange(ref removedThrough, throughId);
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await signal.Reader.ReadAsync(cancellationToken);

    /// <summary>Wakes who waits.</summary>
    public void Signal() => signal.Writer.TryWrite(true);

    /// <summary>Counts anew, since other processes add and remove too; as a write, so that it is in order with our own.</summary>
    public async Task RecountAsync(CancellationToken cancellationToken) => await Write(transaction =>
    {
        var counted = 0L;
        transaction.Session.Query(Pg.Sql("SELECT count(*) FROM outbox"), row => counted = row.Read() ? row.GetInt64(0) : 0);
        transaction.OnCommit(() =>
        {
            Interlocked.Exchange(ref count, counted);
            if (counted > 0)
                Signal();
        });
        return 0;
    }, cancellationToken);

    private static CloudEvent Read(NpgsqlDataReader row) =>
        new(row.Text(2), row.Text(3), row.Text(4), row.Time(5), row.Text(6), row.GetFieldValue<byte[]>(7))
        {
            Subject = row.TextOrNull(8),
            TraceParent = row.TextOrNull(9),
        };
}
