using System.Threading.Channels;
using FactoryTwin.Events;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>Events in the order of their commits; ids only grow, also over deletions.</summary>
internal sealed class OutboxTable : IOutbox
{
    private readonly ReaderPool readers;
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long count;

    public OutboxTable(Database database, ReaderPool readers)
    {
        this.readers = readers;
        using var select = database.Once("SELECT count(*) FROM outbox");
        select.Step();
        count = select.Long(0);
        if (count > 0)
            signal.Writer.TryWrite(true);
    }

    /// <summary>Removal is a write like any other; set once by the store.</summary>
    public Func<Func<SqliteTransaction, int>, CancellationToken, Task<int>> Write { get; set; } = null!;

    public long Count => Interlocked.Read(ref count);

    public void Add(SqliteTransaction transaction, string topic, CloudEvent e)
    {
        using var insert = transaction.Database.Cached(
            "INSERT INTO outbox (topic, event_id, source, type, time, key, subject, trace_parent, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        insert.Bind(1, topic).Bind(2, e.Id).Bind(3, e.Source).Bind(4, e.Type).Bind(5, e.Time.UtcTicks).Bind(6, e.Key)
            .Bind(7, e.Subject).Bind(8, e.TraceParent).Bind(9, e.Data.Span).Run();
        transaction.OnCommit(() =>
        {
            Interlocked.Increment(ref count);
            signal.Writer.TryWrite(true);
        });
    }

    public ValueTask<IReadOnlyList<OutboxEntry>> PeekAsync(int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<OutboxEntry>>(database =>
        {
            using var select = database.Cached("SELECT id, topic, event_id, source, type, time, key, data, subject, trace_parent FROM outbox ORDER BY id LIMIT ?1");
            select.Bind(1, limit);
            var entries = new List<OutboxEntry>();
            while (select.Step())
                entries.Add(new OutboxEntry(select.Long(0), select.Text(1), Read(select)));
            return entries;
        }, cancellationToken);

    public async ValueTask RemoveAsync(long throughId, CancellationToken cancellationToken) =>
        await Write(transaction =>
        {
            using var delete = transaction.Database.Cached("DELETE FROM outbox WHERE id <= ?1");
            delete.Bind(1, throughId).Run();
            var removed = transaction.Database.Changes;
            transaction.OnCommit(() => Interlocked.Add(ref count, -removed));
            return removed;
        }, cancellationToken);

    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await signal.Reader.ReadAsync(cancellationToken);

    private static CloudEvent Read(Statement row) =>
        new(row.Text(2), row.Text(3), row.Text(4), row.Time(5), row.Text(6), row.Blob(7).ToArray())
        {
            Subject = row.Text(8, absent: null),
            TraceParent = row.Text(9, absent: null),
        };
}
