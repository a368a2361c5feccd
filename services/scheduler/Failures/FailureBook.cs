using FactoryTwin.Events;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Failures;

/// <summary>
/// Keeps the record of rescheduling failures, in the transaction that stores a plan: one is open as long as plans fail for the same reason.
/// Every change of state is announced.
/// </summary>
internal static class FailureBook
{
    /// <summary>Where failures are announced; the key is the machine's name.</summary>
    public const string Topic = "scheduler.failures";

    private const string Source = "/services/scheduler";
    private const int MaxEntries = 50;

    /// <summary>Opens, renews or ends the failure that goes with a plan; the plan then names it.</summary>
    /// <param name="transaction">That stores the plan.</param>
    /// <param name="state">The machine's; takes the open failure's name.</param>
    /// <param name="plan">The plan, with its name and revision.</param>
    /// <param name="validUntil">How long the plan's relaxations suffice.</param>
    /// <param name="now">The clock.</param>
    public static void Follow(IStoreTransaction transaction, V1.StoredMachineState state, V1.Plan plan, DateTimeOffset validUntil, DateTimeOffset now)
    {
        var open = state.OpenFailure.Length > 0 ? transaction.Get(SchedulerStores.Failures, state.OpenFailure)?.Value.Clone() : null;
        if (open is { State: not V1.FailureState.Open }) open = null;
        if (plan.Negotiation is not { } negotiation)
        {
            state.OpenFailure = "";
            if (open is not null) Enter(transaction, open, V1.FailureState.Resolved, "A feasible schedule was found", now, plan: plan.Name);
            return;
        }
        var machine = SchedulerStores.MachineOf(plan.Name);
        if (open is not null && !SameReason(open, negotiation))
        {
            Enter(transaction, open, V1.FailureState.Superseded, "There is no feasible schedule for another reason", now, plan: plan.Name);
            open = null;
        }
        var isNew = open is null;
        open ??= new V1.RescheduleFailure { Name = SchedulerStores.FailuresOf(machine) + plan.Revision, CreateTime = now.ToTimestamp() };
        open.Conflicts.Clear();
        open.Conflicts.AddRange(negotiation.Conflicts);
        open.Relaxations.Clear();
        open.Relaxations.AddRange(negotiation.Relaxations);
        (open.Plan, open.ValidUntilTime) = (plan.Name, validUntil.ToTimestamp());
        plan.RescheduleFailure = state.OpenFailure = open.Name;
        var words = $"{string.Join(" ", open.Conflicts.Select(c => c.Description))} {open.Relaxations.Count} relaxations are offered";
        Enter(transaction, open, V1.FailureState.Open, isNew ? $"Found: {words}" : $"Worked out anew: {words}", now, plan: plan.Name);
    }

    /// <summary>Stores a failure with what happened to it, and announces it.</summary>
    public static Document<V1.RescheduleFailure> Enter(
        IStoreTransaction transaction, V1.RescheduleFailure failure, V1.FailureState state, string what, DateTimeOffset now, string actor = "", string plan = "")
    {
        (failure.State, failure.Etag) = (state, "");
        if (failure.History.Count >= MaxEntries) failure.History.RemoveAt(MaxEntries / 2);
        failure.History.Add(new V1.FailureEntry { EventTime = now.ToTimestamp(), State = state, Description = what, Actor = actor, Plan = plan });
        var stored = transaction.Put(SchedulerStores.Failures, failure);
        var machine = SchedulerStores.MachineOf(failure.Name);
        transaction.Publish(Topic, CloudEvent.Of(new V1.RescheduleFailureChanged { RescheduleFailure = WithHead(stored) }, Source, machine, now, subject: failure.Name));
        return stored;
    }

    /// <summary>A document as its readers see it.</summary>
    public static V1.RescheduleFailure WithHead(Document<V1.RescheduleFailure> document)
    {
        var failure = document.Value.Clone();
        failure.Etag = document.Etag;
        return failure;
    }

    /// <summary>The same kinds of constraint on the same due times and blocks: what is owed and how much is missing may differ.</summary>
    private static bool SameReason(V1.RescheduleFailure open, V1.Negotiation now) => Reasons(open.Conflicts).SetEquals(Reasons(now.Conflicts));

    private static HashSet<string> Reasons(IEnumerable<V1.Conflict> conflicts) =>
        [.. conflicts.Select(c => c.Kind == V1.ConstraintKind.DueDate ? $"{c.Kind} {c.Description[(c.Description.IndexOf(" by ", StringComparison.Ordinal) + 1)..]}" : $"{c.Kind} {c.Description}")];
}
