using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>
/// A history: samples are appended in the order of their arrival and kept in memory as well, and moved into compressed chunks of their
/// series in bulk, aside from the way of the writers. One sample a series and time holds over all of it.
/// </summary>
internal sealed class HistoryTable
{
    private readonly HistoryMemory memory = new();
    private readonly HistoryAppender appender;
    private readonly HistoryReader reader;

    private HistoryTable(string id, EarlierRows earlier)
    {
        Id = id;
        var chunks = new ChunkTable(id);
        var arrivals = new ArrivalLog(id);
        appender = new HistoryAppender(id, memory, chunks, arrivals, earlier);
        reader = new HistoryReader(memory, chunks, earlier);
        Upkeep = new HistoryUpkeep(id, memory, chunks, arrivals, earlier);
        Loader = new HistoryLoader(id, memory, chunks, arrivals, earlier);
    }

    public string Id { get; }

    /// <summary>Told after a commit how many samples are in no chunk.</summary>
    public Action<long>? Grown { set => appender.Grown = value; }

    /// <summary>Compression, pruning and the move of earlier rows.</summary>
    public HistoryUpkeep Upkeep { get; }

    private HistoryLoader Loader { get; }

    /// <summary>Makes the tables where they are absent and reads what is in no chunk.</summary>
    public static HistoryTable Create(Database database, string id)
    {
        HistoryLoader.CreateTables(database, id);
        var table = new HistoryTable(id, EarlierRows.Open(database, id));
        table.Loader.Load(database);
        return table;
    }

    public AppendOutcome[] Append(SqliteTransaction transaction, IReadOnlyList<SeriesSample> samples) => appender.Append(transaction, samples);

    public IReadOnlyList<Sample> Read(Database database, string name, DateTimeOffset start, DateTimeOffset end, int limit) =>
        reader.Read(database, name, start.UtcTicks, end.UtcTicks, limit);

    public IReadOnlyDictionary<string, Sample> ReadLast() => memory.Newest();

    public IReadOnlyList<IReadOnlyList<Aggregate>> Aggregate(
        Database database, IReadOnlyList<string> series, AggregateQuery query, CancellationToken cancellationToken) =>
        reader.Aggregate(database, series, query, cancellationToken);
}
