using FactoryTwin.Events;
using FactoryTwin.Storage;

namespace FactoryTwin.Hosting;

/// <summary>Offsets in the transaction of a handler's effects.</summary>
public static class OffsetExtensions
{
    /// <summary>Stores that <paramref name="group"/> is done with <paramref name="batch"/>, together with what the transaction writes.</summary>
    /// <param name="transaction">The transaction of the handler's effects.</param>
    /// <param name="batch">The batch that was handled, whole.</param>
    /// <param name="group">The module's name.</param>
    /// <exception cref="OffsetMovedException">They were handled before. Let it through: the bus goes on behind them.</exception>
    public static void SaveOffset(this IStoreTransaction transaction, EventBatch batch, string group) =>
        transaction.SaveOffset(group, batch.Topic, batch.Partition, batch.NextOffset, batch.IsReplay ? null : batch.Events[0].Offset);
}
