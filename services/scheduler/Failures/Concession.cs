using FactoryTwin.Services.Scheduler.Machines;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Withdrawals;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Failures;

/// <summary>Makes an accepted relaxation true: orders, inventory, allowance or block are changed as it says.</summary>
internal static class Concession
{
    /// <summary>Applies a relaxation that was offered with a plan.</summary>
    /// <param name="transaction">That stores the acceptance.</param>
    /// <param name="failure">What it is offered for.</param>
    /// <param name="plan">The plan whose demands and blocks it names.</param>
    /// <param name="relaxation">It.</param>
    /// <param name="open">The machine's open orders, read before.</param>
    /// <param name="now">The clock.</param>
    /// <returns>False where what it changes is no longer there.</returns>
    public static bool Apply(
        IStoreTransaction transaction, V1.RescheduleFailure failure, V1.Plan plan, V1.Relaxation relaxation, IReadOnlyList<string> open, DateTimeOffset now)
    {
        var machine = SchedulerStores.MachineOf(plan.Name);
        switch (relaxation.Kind)
        {
            case V1.RelaxationKind.DueDate:
                return Demand(plan, relaxation) is { } due && Each(transaction, open, due.DueTime, order => order.DueTime = Later(order.DueTime, relaxation)) > 0;
            case V1.RelaxationKind.AllDueDates:
                return Each(transaction, open, null, order => order.DueTime = Later(order.DueTime, relaxation)) > 0;
            case V1.RelaxationKind.Quantity:
                return Demand(plan, relaxation) is { } less && Fewer(transaction, open, less.DueTime, relaxation.Parts);
            case V1.RelaxationKind.InventoryWithdrawal:
                return OutOfReserve(transaction, machine, failure, relaxation.Parts, now);
            case V1.RelaxationKind.InventoryAllowance:
                return ChangeMachine(transaction, machine, m =>
                {
                    var there = plan.Demands.Count == 0 ? 0 : plan.InitialParts - plan.Demands.Max(d => d.Parts);
                    m.Model.InventoryAllowance = Math.Max(m.Model.InventoryAllowance, there) + relaxation.Parts;
                    return true;
                });
            case V1.RelaxationKind.Overtime:
                return Overtime(transaction, plan, relaxation);
            default:
                return false;
        }
    }

    private static V1.Demand? Demand(V1.Plan plan, V1.Relaxation relaxation) =>
        Index(relaxation.Field, "demands") is { } i && i < plan.Demands.Count ? plan.Demands[i] : null;

    private static int? Index(string field, string list) =>
        field.StartsWith(list + "[", StringComparison.Ordinal) && int.TryParse(field[(list.Length + 1)..^1], out var i) ? i : null;

    private static Timestamp Later(Timestamp time, V1.Relaxation relaxation) => (time.ToDateTimeOffset() + relaxation.DelayDuration.ToTimeSpan()).ToTimestamp();

    private static int Each(IStoreTransaction transaction, IReadOnlyList<string> open, Timestamp? due, Action<V1.Order> change)
    {
        var changed = 0;
        foreach (var order in Open(transaction, open, due))
        {
            change(order);
            transaction.Put(SchedulerStores.Orders, order);
            changed++;
        }
        return changed;
    }

    /// <summary>Takes parts off the orders due then, the last placed first; an order of which nothing is left is withdrawn.</summary>
    private static bool Fewer(IStoreTransaction transaction, IReadOnlyList<string> open, Timestamp due, int parts)
    {
        foreach (var order in Open(transaction, open, due).AsEnumerable().Reverse())
        {
            var taken = Math.Min(parts, order.Parts);
            if (taken == order.Parts) order.State = V1.OrderState.Cancelled;
            else order.Parts -= taken;
            parts -= taken;
            if (taken > 0) transaction.Put(SchedulerStores.Orders, order);
        }
        return parts == 0;
    }

    private static bool OutOfReserve(IStoreTransaction transaction, string machine, V1.RescheduleFailure failure, int parts, DateTimeOffset now)
    {
        if (!ChangeMachine(transaction, machine, m => m.ReserveParts >= parts && (m.ReserveParts -= parts) >= 0)) return false;
        return WithdrawalsService.Take(transaction, machine, new V1.Withdrawal
        {
            Name = SchedulerStores.WithdrawalsOf(machine) + "failure-" + failure.Name[(failure.Name.LastIndexOf('/') + 1)..],
            Parts = -parts,
            Description = "Out of the reserve, as accepted for " + failure.Name,
            CreateTime = now.ToTimestamp(),
        });
    }

    private static bool ChangeMachine(IStoreTransaction transaction, string machine, Func<V1.Machine, bool> change)
    {
        if (transaction.Get(SchedulerStores.Machines, machine)?.Value.Clone() is not { } stored || !change(stored)) return false;
        transaction.Put(SchedulerStores.Machines, stored);
        return true;
    }

    private static bool Overtime(IStoreTransaction transaction, V1.Plan plan, V1.Relaxation relaxation)
    {
        if (Index(relaxation.Field, "blocks") is not { } i || i >= plan.Blocks.Count) return false;
        if (transaction.Get(SchedulerStores.Blocks, plan.Blocks[i].Name)?.Value.Clone() is not { } block) return false;
        block.StartTime = Later(block.StartTime, relaxation);
        if (block.StartTime.ToDateTimeOffset() >= block.EndTime.ToDateTimeOffset()) return transaction.Delete(SchedulerStores.Blocks, block.Name);
        transaction.Put(SchedulerStores.Blocks, block);
        return true;
    }

    /// <summary>The first placed first.</summary>
    private static List<V1.Order> Open(IStoreTransaction transaction, IReadOnlyList<string> names, Timestamp? due) =>
        [.. names.Select(n => transaction.Get(SchedulerStores.Orders, n)).OfType<Document<V1.Order>>().OrderBy(d => d.CreateTime).Select(d => d.Value.Clone())
            .Where(o => o.State == V1.OrderState.Open && (due is null || o.DueTime.Equals(due)))];
}
