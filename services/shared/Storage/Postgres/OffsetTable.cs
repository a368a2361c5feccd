using FactoryTwin.Events;

namespace FactoryTwin.Storage.Postgres;

/// <summary>Consumer groups' positions, stored together with the effects of what was consumed.</summary>
internal sealed class OffsetTable(Readers readers) : IOffsetStore
{
    /// <summary>False where the stored position is beyond <paramref name="firstOffset"/>; nothing is changed then.</summary>
    public static bool Save(WriterSession session, string group, string topic, int partition, long nextOffset, long firstOffset)
    {
        var saved = false;
        session.Change(
            Pg.Sql(
                "INSERT INTO event_offset AS stored VALUES ($1, $2, $3, $4) ON CONFLICT (consumer, topic, shard) "
                + "DO UPDATE SET next_offset = excluded.next_offset WHERE stored.next_offset <= $5 RETURNING 1",
                group, topic, partition, nextOffset, firstOffset),
            row => saved = row.Read());
        return saved;
    }

    public async ValueTask<long?> GetOffsetAsync(string group, string topic, int partition, CancellationToken cancellationToken)
    {
        long? next = null;
        var select = Pg.Sql("SELECT next_offset FROM event_offset WHERE consumer = $1 AND topic = $2 AND shard = $3", group, topic, partition);
        await readers.ReadAsync(select, row => next = row.GetInt64(0), cancellationToken);
        return next;
    }
}
