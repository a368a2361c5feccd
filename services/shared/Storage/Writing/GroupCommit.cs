using System.Threading.Channels;

namespace FactoryTwin.Storage.Writing;

/// <summary>
/// The one writer. Everything that waits shares a commit, and so one fsync; each work can be undone alone, so that a failing one
/// hurts no other. Callers hear of their outcome only after the commit. A thread of its own: a commit blocks on the disk.
/// </summary>
internal sealed class GroupCommit<TTransaction> : IAsyncDisposable where TTransaction : WriteTransaction
{
    private readonly ICommitter<TTransaction> committer;
    private readonly GroupCommitLimits limits;
    private readonly TimeProvider time;
    private readonly StoreMetrics metrics;
    private readonly Channel<Work<TTransaction>> queue;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Batch<TTransaction> batch = new();

    public GroupCommit(ICommitter<TTransaction> committer, GroupCommitLimits limits, TimeProvider time, StoreMetrics metrics)
    {
        (this.committer, this.limits, this.time, this.metrics) = (committer, limits, time, metrics);
        queue = Channel.CreateBounded<Work<TTransaction>>(new BoundedChannelOptions(limits.QueueLimit) { SingleReader = true, AllowSynchronousContinuations = true });
        metrics.WatchQueue(() => queue.Reader.Count);
        new Thread(Loop) { IsBackground = true, Name = $"store {limits.Name}" }.Start();
    }

    /// <summary>Runs a caller's work.</summary>
    /// <exception cref="ArgumentException">It is not synchronous.</exception>
    public async Task<T> WriteAsync<T>(Func<TTransaction, T> work, CancellationToken cancellationToken)
    {
        if (typeof(Task).IsAssignableFrom(typeof(T)) || typeof(T) == typeof(ValueTask))
            throw new ArgumentException("Work in a transaction is synchronous: what is awaited inside would run after the commit.", nameof(work));
        return await RunAsync(work, cancellationToken);
    }

    public async Task<T> RunAsync<T>(Func<TTransaction, T> body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = new Work<TTransaction, T>(body, cancellationToken);
        try
        {
            await queue.Writer.WriteAsync(work, cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new ObjectDisposedException("The store is closed.", exception);
        }
        await using var registration = cancellationToken.UnsafeRegister(static state => ((Work<TTransaction, T>)state!).Cancel(), work);
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
    private Work<TTransaction>? Next()
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

    private void RunBatch(Work<TTransaction> first)
    {
        var started = time.GetTimestamp();
        var work = first;
        try
        {
            committer.Begin();
            do
            {
                if (work.TryStart())
                    RunOne(work);
            }
            while (batch.Works.Count < limits.MaxBatch && time.GetElapsedTime(started) < limits.MaxBatchTime && queue.Reader.TryRead(out work!));
            committer.Commit();
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
        committer.AfterCommit();
    }

    private void RunOne(Work<TTransaction> work)
    {
        batch.Works.Add(work);
        var transaction = committer.StartWork();
        try
        {
            work.Run(transaction);
            committer.FinishWork();
            batch.Add(transaction);
        }
        catch (Exception exception)
        {
            transaction.Undo();
            // Where the database has rolled back everything (disk full, I/O error, connection lost) the whole batch is lost.
            if (!committer.TryUndoWork())
                throw;
            work.Failure = exception;
        }
        finally
        {
            transaction.End();
        }
    }

    private void Abandon(Exception exception, Work<TTransaction> first)
    {
        try
        {
            committer.Rollback();
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
}
