using FactoryTwin.Events;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>Consumer groups' positions, stored together with the effects of what was consumed.</summary>
internal sealed class OffsetTable(ReaderPool readers) : IOffsetStore
{
    public static void Save(Database database, string group, string topic, int partition, long nextOffset)
    {
        using var upsert = database.Cached("INSERT INTO event_offset VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset");
        upsert.Bind(1, group).Bind(2, topic).Bind(3, partition).Bind(4, nextOffset).Run();
    }

    public ValueTask<long?> GetOffsetAsync(string group, string topic, int partition, CancellationToken cancellationToken) =>
        readers.ReadAsync(database =>
        {
            using var select = database.Cached("SELECT next_offset FROM event_offset WHERE consumer = ?1 AND topic = ?2 AND shard = ?3");
            select.Bind(1, group).Bind(2, topic).Bind(3, partition);
            return select.Step() ? select.Long(0) : (long?)null;
        }, cancellationToken);
}
