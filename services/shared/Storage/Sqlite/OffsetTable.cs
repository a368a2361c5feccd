using FactoryTwin.Events;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>Consumer groups' positions, stored together with the effects of what was consumed.</summary>
internal sealed class OffsetTable(ReaderPool readers) : IOffsetStore
{
    /// <summary>False where the stored position is beyond <paramref name="firstOffset"/>; nothing is changed then.</summary>
    public static bool Save(Database database, string group, string topic, int partition, long nextOffset, long firstOffset)
    {
        using var upsert = database.Cached(
            "INSERT INTO event_offset VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset WHERE next_offset <= ?5 RETURNING 1");
        upsert.Bind(1, group).Bind(2, topic).Bind(3, partition).Bind(4, nextOffset).Bind(5, firstOffset);
        return upsert.Step();
    }

    public ValueTask<long?> GetOffsetAsync(string group, string topic, int partition, CancellationToken cancellationToken) =>
        readers.ReadAsync(database =>
        {
            using var select = database.Cached("SELECT next_offset FROM event_offset WHERE consumer = ?1 AND topic = ?2 AND shard = ?3");
            select.Bind(1, group).Bind(2, topic).Bind(3, partition);
            return select.Step() ? select.Long(0) : (long?)null;
        }, cancellationToken);
}
