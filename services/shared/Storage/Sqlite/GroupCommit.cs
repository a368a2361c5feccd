using System.Threading.Channels;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>
/// The one writer. Everything that waits shares a commit, and so one fsync; each work has its own savepoint, so that a failing one
/// undoes itself alone. Callers hear of their outcome only after the commit. A thread of its own: a commit blocks on the disk.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private readonly Database database;
    private readonly SqliteStoreOptions options;
    private readonly TimeProvider time;
    private readonly StoreMetrics metrics;
    private readonly Func<Database, SqliteTransaction> begin;
    private readonly Channel<Work> queue;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Batch batch = new();
    private long sinceCheckpointLook;

    public GroupCommit(Database database, SqliteStoreOptions options, TimeProvider time, StoreMetrics metrics, Func<Database, SqliteTransaction> begin)
    {
        (this.database, this.options, this.time, this.metrics, this.begin) = (database, options, time, metrics, begin);
        queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true, AllowSynchronousContinuations = true });
        metrics.WatchQueue(() => queue.Reader.Count);
        new Thread(Loop) { IsBackground = true, Name = $"store {options.Name}" }.Start();
    }

    public async Task<T> RunAsync<T>(Func<SqliteTransaction, T> body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = new Work<T>(body, cancellationToken);
        try
        {
            await queue.Writer.WriteAsync(work, cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new ObjectDisposedException("The store is closed.", exception);
        }
        await using var registration = cancellationToken.UnsafeRegister(static state => ((Work<T>)state!).Cancel(), work);
        return await work.Outcome;
    }

    /// <summary>Takes no further work, finishes what waits, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await ended.Task;
    }

    private void Loop()
    {
        while (Next() is { } first)
            RunBatch(first);
        ended.SetResult();
    }

    /// <summary>The next waiting work; null once the queue is closed and empty.</summary>
    private Work? Next()
    {
        while (true)
        {
            if (queue.Reader.TryRead(out var work))
                return work;
            var more = queue.Reader.WaitToReadAsync();
            if (!(more.IsCompleted ? more.Result : more.AsTask().GetAwaiter().GetResult()))
                return null;
        }
    }

    private void RunBatch(Work first)
    {
        var started = time.GetTimestamp();
        var work = first;
        try
        {
            database.Cached("BEGIN IMMEDIATE").Run();
            do
            {
                if (work.TryStart())
                    RunOne(work);
            }
            while (batch.Works.Count < options.MaxBatch && time.GetElapsedTime(started) < options.MaxBatchTime && queue.Reader.TryRead(out work!));
            database.Cached("COMMIT").Run();
        }
        catch (Exception exception)
        {
            // The commit did not happen: nobody's work is stored, and nobody may be told otherwise.
            Abandon(exception, first);
            return;
        }
        batch.Committed();
        foreach (var done in batch.Works)
            done.Complete();
        metrics.Committed(batch.Works.Count, batch.Rows, time.GetElapsedTime(started));
        batch.Clear();
        BoundLog();
    }

    private void RunOne(Work work)
    {
        batch.Works.Add(work);
        database.Cached("SAVEPOINT work").Run();
        var transaction = begin(database);
        try
        {
            work.Run(transaction);
            database.Cached("RELEASE work").Run();
            batch.Add(transaction);
        }
        catch (Exception exception) when (database.InTransaction)
        {
            work.Failure = exception;
            transaction.Undo();
            database.Cached("ROLLBACK TO work").Run();
            database.Cached("RELEASE work").Run();
        }
        catch
        {
            // SQLite has rolled back everything (disk full, I/O error): the whole batch is lost.
            transaction.Undo();
            throw;
        }
        finally
        {
            transaction.End();
        }
    }

    private void Abandon(Exception exception, Work first)
    {
        try
        {
            if (database.InTransaction)
                database.Execute("ROLLBACK");
        }
        catch (Exception rollback)
        {
            exception = new AggregateException(exception, rollback);
        }
        batch.Undo();
        if (first.TryStart())
            first.Fail(exception);
        foreach (var lost in batch.Works)
            lost.Fail(exception);
        metrics.Failed(batch.Works.Count);
        batch.Clear();
    }

    /// <summary>
    /// SQLite moves the log into the file by itself, but only as far as no reader stands in the way. Where that has kept the log
    /// growing to four times its size, the writer waits for the readers once.
    /// </summary>
    private void BoundLog()
    {
        if (++sinceCheckpointLook % 64 != 0)
            return;
        var log = new FileInfo(options.Path + "-wal");
        if (!log.Exists || log.Length < 4 * options.CheckpointBytes)
            return;
        try
        {
            database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // Readers stayed longer than the busy timeout; the next look tries again.
        }
    }
}
