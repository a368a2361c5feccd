using FactoryTwin.Events;

namespace FactoryTwin.Storage.Postgres;

/// <summary>Consumer groups' positions, stored together with the effects of what was consumed.</summary>
internal sealed class OffsetTable(Readers readers) : IOffsetStore
{
    public static void Save(WriterSession session, string group, string topic, int partition, long nextOffset) => session.Defer(Pg.Sql(
        "INSERT INTO event_offset VALUES ($1, $2, $3, $4) ON CONFLICT (consumer, topic, shard) DO UPDATE SET next_offset = excluded.next_offset",
        group, topic, partition, nextOffset));

    public async ValueTask<long?> GetOffsetAsync(string group, string topic, int partition, CancellationToken cancellationToken)
    {
        long? next = null;
        var select = Pg.Sql("SELECT next_offset FROM event_offset WHERE consumer = $1 AND topic = $2 AND shard = $3", group, topic, partition);
        await readers.ReadAsync(select, row => next = row.GetInt64(0), cancellationToken);
        return next;
    }
}
