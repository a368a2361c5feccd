using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Machines.Domain;
using FactoryTwin.Storage;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Machines;

/// <summary>Orders as they are stored.</summary>
internal static class OrderStore
{
    /// <summary>Orders of one machine that may be open at once.</summary>
    public const int MaxOpenOrders = 500;

    /// <summary>The open orders of a machine, soonest due first.</summary>
    public static async Task<List<OpenOrder>> OpenAsync(IStore store, string machine, CancellationToken cancellationToken)
    {
        var query = new ListQuery(MaxOpenOrders, "", "state = \"ORDER_STATE_OPEN\"", "due_time") { NamePrefix = SchedulerStores.OrdersOf(machine) };
        var page = await store.ListAsync(SchedulerStores.Orders, query, cancellationToken);
        return [.. page.Documents.Select(d => new OpenOrder(d.Name, d.Value.Parts, d.Value.DueTime.ToDateTimeOffset()))];
    }

    /// <summary>Withdraws an order that is open; otherwise leaves it as it is.</summary>
    public static (V1.Order? Order, bool Changed) Cancel(IStoreTransaction transaction, string name)
    {
        if (transaction.Get(SchedulerStores.Orders, name) is not { } order) return (null, false);
        return order.Value.State == V1.OrderState.Open ? (Put(transaction, order.Value, V1.OrderState.Cancelled).WithHead(), true) : (order.WithHead(), false);
    }

    /// <summary>Settles an order; false where it is open no longer.</summary>
    public static bool Settle(IStoreTransaction transaction, OpenOrder order, OrderOutcome outcome)
    {
        if (transaction.Get(SchedulerStores.Orders, order.Name)?.Value is not { State: V1.OrderState.Open } stored) return false;
        Put(transaction, stored, outcome == OrderOutcome.Met ? V1.OrderState.Met : V1.OrderState.Missed);
        return true;
    }

    private static Document<V1.Order> Put(IStoreTransaction transaction, V1.Order order, V1.OrderState state)
    {
        var changed = order.Clone();
        changed.State = state;
        return transaction.Put(SchedulerStores.Orders, changed);
    }
}
