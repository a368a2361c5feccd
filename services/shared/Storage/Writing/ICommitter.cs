namespace FactoryTwin.Storage.Writing;

/// <summary>What a group commit asks of its database; called by the writer's thread alone.</summary>
internal interface ICommitter<TTransaction> where TTransaction : WriteTransaction
{
    /// <summary>Starts a transaction.</summary>
    void Begin();

    /// <summary>Starts a work inside it.</summary>
    TTransaction StartWork();

    /// <summary>The work is done; it stays or goes with the transaction from now on.</summary>
    void FinishWork();

    /// <summary>Takes the running work back; false where the whole transaction is lost already.</summary>
    bool TryUndoWork();

    /// <summary>Returns when the transaction is durable; throws when it certainly is not.</summary>
    void Commit();

    /// <summary>Ends the transaction, as far as there still is one.</summary>
    void Rollback();

    /// <summary>Upkeep after the callers were answered.</summary>
    void AfterCommit();
}

/// <summary>How much a group commit holds back.</summary>
/// <param name="Name">The store's name.</param>
/// <param name="QueueLimit">Writes that may wait.</param>
/// <param name="MaxBatch">Most writes in one commit.</param>
/// <param name="MaxBatchTime">A commit takes in further writes only while its work is younger than this.</param>
internal sealed record GroupCommitLimits(string Name, int QueueLimit, int MaxBatch, TimeSpan MaxBatchTime);
