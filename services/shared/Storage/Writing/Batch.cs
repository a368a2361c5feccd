namespace FactoryTwin.Storage.Writing;

/// <summary>The works of one commit and what has to follow it, or to be taken back without it.</summary>
internal sealed class Batch<TTransaction> where TTransaction : WriteTransaction
{
    private readonly List<TTransaction> transactions = [];

    public List<Work<TTransaction>> Works { get; } = [];

    public long Rows { get; private set; }

    public void Add(TTransaction transaction)
    {
        transactions.Add(transaction);
        Rows += transaction.Rows;
    }

    public void Committed()
    {
        foreach (var transaction in transactions)
            transaction.Committed();
    }

    public void Undo()
    {
        for (var i = transactions.Count - 1; i >= 0; i--)
            transactions[i].Undo();
    }

    public void Clear()
    {
        Works.Clear();
        transactions.Clear();
        Rows = 0;
    }
}
