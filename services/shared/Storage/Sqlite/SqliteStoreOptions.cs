namespace FactoryTwin.Storage.Sqlite;

/// <summary>Where a store's file is and how much it may hold back.</summary>
/// <param name="Path">The database file; its directory is made where absent. Beside it lie "-wal", "-shm" and ".lock".</param>
public sealed record SqliteStoreOptions(string Path)
{
    /// <summary>The store's name in metrics. Default: the file's name without extension.</summary>
    public string Name { get; init; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Writes that may wait; a further writer waits for room. Default 4096.</summary>
    public int QueueLimit { get; init; } = 4096;

    /// <summary>Most writes in one commit. Default 512.</summary>
    public int MaxBatch { get; init; } = 512;

    /// <summary>A commit takes in further writes only while its work is younger than this. Default 20 ms.</summary>
    public TimeSpan MaxBatchTime { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Samples of a history that may wait in memory and in the order of their arrival before they are compressed. Default 262,144.</summary>
    public int HistoryTail { get; init; } = 1 << 18;

    /// <summary>Read connections. Default 4.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>How long a statement waits for a lock that another tool holds on the file. Default 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The write-ahead log is moved into the file when it reaches this size. Default 16 MiB.</summary>
    public long CheckpointBytes { get; init; } = 16L << 20;
}
