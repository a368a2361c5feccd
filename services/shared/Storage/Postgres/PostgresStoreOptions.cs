using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>Which server and schema a store is in, and how much it may hold back.</summary>
/// <param name="ConnectionString">As Npgsql takes it: host, port, database, user, password, TLS. What the store depends on is set over it.</param>
/// <param name="Schema">The schema of this store alone; made where absent.</param>
public sealed record PostgresStoreOptions(string ConnectionString, string Schema)
{
    /// <summary>The store's name in metrics. Default: the schema's.</summary>
    public string Name { get; init; } = Schema;

    /// <summary>Writes that may wait; a further writer waits for room. Default 4096.</summary>
    public int QueueLimit { get; init; } = 4096;

    /// <summary>Most writes in one commit. Default 512.</summary>
    public int MaxBatch { get; init; } = 512;

    /// <summary>A commit takes in further writes only while its work is younger than this. Default 20 ms.</summary>
    public TimeSpan MaxBatchTime { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Most connections that read at the same time; beside them the store has one that writes and one that listens. Default 8.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>How long a statement may take, the wait for another process' commit included. Default 30 s.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the outbox is looked at without a notification. Default 5 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a commit whose connection broke is asked after before its outcome is told as unknown. Default 30 s.</summary>
    public TimeSpan OutcomeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time that one partition of a history holds; fixed when the history is made. Default 7 days.</summary>
    public TimeSpan PartitionWidth { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Samples of a history that may lie as rows, some 100 bytes each, before they are compressed. Default 1,048,576; up to twice as many where samples come faster than they are compressed.</summary>
    public int HistoryTail { get; init; } = 1 << 20;

    /// <summary>Server, database and schema, without user and password.</summary>
    internal string Place
    {
        get
        {
            var settings = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"postgres://{settings.Host}:{settings.Port}/{settings.Database} schema {Schema}";
        }
    }
}
