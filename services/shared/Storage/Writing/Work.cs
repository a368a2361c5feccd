namespace FactoryTwin.Storage.Writing;

/// <summary>A write that waits for the writer thread. Its caller can take it back until it starts, and never after.</summary>
internal abstract class Work<TTransaction> where TTransaction : WriteTransaction
{
    private const int Waiting = 0, Started = 1, TakenBack = 2;
    private int state;

    /// <summary>The writer claims it; false when its caller has taken it back.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref state, Started, Waiting) == Waiting;

    /// <summary>The caller takes it back; false when it runs or ran already.</summary>
    public bool TryTakeBack() => Interlocked.CompareExchange(ref state, TakenBack, Waiting) == Waiting;

    /// <summary>Runs the body and keeps its result; what it throws is <see cref="Fail"/>ed by the writer.</summary>
    public abstract void Run(TTransaction transaction);

    /// <summary>The body's own failure; told to the caller by <see cref="Complete"/>.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Tells the caller the outcome; only after the commit.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing was stored.</summary>
    public abstract void Fail(Exception exception);
}

/// <inheritdoc cref="Work{TTransaction}"/>
internal sealed class Work<TTransaction, T>(Func<TTransaction, T> body, CancellationToken cancellationToken) : Work<TTransaction> where TTransaction : WriteTransaction
{
    private readonly TaskCompletionSource<T> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Outcome => outcome.Task;

    public override void Run(TTransaction transaction) => result = body(transaction);

    public override void Complete()
    {
        if (Failure is null)
            outcome.TrySetResult(result!);
        else
            outcome.TrySetException(Failure);
    }

    public override void Fail(Exception exception) => outcome.TrySetException(exception);

    /// <summary>Completes as cancelled if the body has not started: then nothing was written, for certain.</summary>
    public void Cancel()
    {
        if (TryTakeBack())
            outcome.TrySetCanceled(cancellationToken);
    }
}
