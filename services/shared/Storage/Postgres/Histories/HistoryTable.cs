using FactoryTwin.Storage.Histories.Aggregates;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>
/// A history: samples come into rows, and move into compressed chunks of their series in bulk, aside from the way of the writers. One
/// sample a series and time holds over both.
/// </summary>
internal sealed class HistoryTable
{
    private readonly HistoryTables tables;
    private readonly HistoryAppender appender;
    private readonly HistoryMerge merge;
    private readonly HistoryPruning pruning;
    private readonly HistoryReader reader;
    private long waiting;
    private long added;

    private HistoryTable(HistoryTables tables, Readers readers)
    {
        this.tables = tables;
        appender = new HistoryAppender(tables);
        merge = new HistoryMerge(tables);
        pruning = new HistoryPruning(tables, merge);
        reader = new HistoryReader(tables, readers);
    }

    public string Id => tables.Id;

    /// <summary>Samples in no chunk, as far as this process knows: <see cref="Count"/> looks.</summary>
    public long Waiting => Interlocked.Read(ref waiting);

    /// <summary>Samples that this process has added.</summary>
    public long Added => Interlocked.Read(ref added);

    /// <summary>Told after a commit how many samples are in no chunk.</summary>
    public Action<long>? Grown { get; set; }

    /// <summary>Told of the samples and bytes of each merge that was committed.</summary>
    public Action<int, long>? Merged { get; set; }

    public static HistoryTable Create(WriterSession session, string id, PostgresStoreOptions options, Readers readers)
    {
        var table = new HistoryTable(HistoryTables.Create(session, id, options.PartitionWidth), readers);
        table.Count(session, options.HistoryTail);
        return table;
    }

    /// <summary>Counts the samples that are in no chunk, as far as <paramref name="most"/>: other processes write and compress, too.</summary>
    public long Count(WriterSession session, int most)
    {
        session.Query(Pg.Sql($"SELECT count(*) FROM (SELECT 1 FROM {tables.Rows} LIMIT $1) part", most + 1L), row => Interlocked.Exchange(ref waiting, row.Read() ? row.GetInt64(0) : 0));
        return Waiting;
    }

    public AppendOutcome[] Append(PostgresTransaction transaction, IReadOnlyList<SeriesSample> samples)
    {
        var outcomes = appender.Append(transaction.Session, samples);
        var count = outcomes.Count(outcome => outcome == AppendOutcome.Added);
        if (count > 0)
        {
            transaction.OnCommit(() =>
            {
                Interlocked.Add(ref added, count);
                Grown?.Invoke(Interlocked.Add(ref waiting, count));
            });
        }
        return outcomes;
    }

    public int Compress(PostgresTransaction transaction, int limit) => Told(transaction, () => merge.Run(transaction.Session, limit));

    public int Prune(PostgresTransaction transaction, DateTimeOffset olderThan, int limit) =>
        Told(transaction, () => pruning.Run(transaction.Session, olderThan.UtcTicks, limit));

    public ValueTask<IReadOnlyList<Sample>> ReadAsync(string name, DateTimeOffset start, DateTimeOffset end, int limit, CancellationToken cancellationToken) =>
        reader.ReadAsync(name, start.UtcTicks, end.UtcTicks, limit, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, Sample>> ReadLastAsync(CancellationToken cancellationToken) => reader.ReadLastAsync(cancellationToken);

    public ValueTask<IReadOnlyList<IReadOnlyList<Aggregate>>> AggregateAsync(IReadOnlyList<string> series, AggregateQuery query, CancellationToken cancellationToken) =>
        reader.AggregateAsync(series, query, cancellationToken);

    private int Told(PostgresTransaction transaction, Func<int> run)
    {
        merge.Merged = (samples, bytes) => transaction.OnCommit(() =>
        {
            Interlocked.Add(ref waiting, -samples);
            Merged?.Invoke(samples, bytes);
        });
        return run();
    }
}
