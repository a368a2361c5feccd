namespace FactoryTwin.Storage.Writing;

/// <summary>One work's part of the open transaction: what must follow its commit or its undoing.</summary>
internal abstract class WriteTransaction
{
    private List<Action>? committed;
    private List<Action>? undo;
    private bool ended;

    /// <summary>Rows written, for the metric.</summary>
    public long Rows { get; protected set; }

    public void OnCommit(Action action) => (committed ??= []).Add(action);

    public void OnUndo(Action action) => (undo ??= []).Add(action);

    public void End() => ended = true;

    public void Committed() => committed?.ForEach(action => action());

    public void Undo()
    {
        for (var i = (undo?.Count ?? 0) - 1; i >= 0; i--)
            undo![i]();
    }

    /// <exception cref="InvalidOperationException">The work has ended.</exception>
    protected void ThrowIfEnded()
    {
        if (ended)
            throw new InvalidOperationException("The transaction has ended; it may only be used inside the work that it was given to.");
    }
}
