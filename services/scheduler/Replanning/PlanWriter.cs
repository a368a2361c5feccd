using FactoryTwin.Events;
using FactoryTwin.Services.Scheduler.Failures;
using FactoryTwin.Services.Scheduler.Machines;
using FactoryTwin.Services.Scheduler.Machines.Domain;
using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Services.Scheduler.Replanning.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>Puts a plan in force: plan, settled orders, progress and the event in one transaction; then the watchers hear of it.</summary>
public sealed class PlanWriter(IStore store, PlanFeed feed, SchedulerMetrics metrics, IOptions<SchedulerOptions> options, TimeProvider time)
{
    /// <summary>Where plans are announced; the key is the machine's name.</summary>
    public const string Topic = "scheduler.plans";

    private const string Source = "/services/scheduler";

    /// <summary>Stores a plan.</summary>
    /// <param name="machine">Its machine.</param>
    /// <param name="draft">The plan, without its revision.</param>
    /// <param name="situation">What it was made from.</param>
    /// <param name="since">When what set it off happened.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<(V1.Plan Plan, V1.StoredMachineState State)> StoreAsync(
        string machine, V1.Plan draft, Situation situation, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var stored = await store.WriteAsync(
            transaction =>
            {
                var state = transaction.Get(SchedulerStores.States, SchedulerStores.StateOf(machine))?.Value.Clone() ?? new V1.StoredMachineState { Name = SchedulerStores.StateOf(machine) };
                state.PlanRevision++;
                state.TakenParts += situation.Orders.Settled.Sum(s => OrderStore.Settle(transaction, s.Order, s.Outcome) && s.Outcome == OrderOutcome.Met ? s.Order.Parts : 0);
                SetProgress(state, situation.Progress);
                SetBatch(state, situation.Running);
                state.PlanTakenParts = state.TakenParts;

                var plan = draft.Clone();
                plan.Revision = state.PlanRevision;
                plan.Name = SchedulerStores.PlansOf(machine) + plan.Revision;
                plan.ReactionMilliseconds = Math.Max(0, (time.GetUtcNow() - since).TotalMilliseconds);
                FailureBook.Follow(transaction, state, plan, situation.Now + options.Value.DecisionTime, time.GetUtcNow());
                transaction.Put(SchedulerStores.States, state);
                transaction.Put(SchedulerStores.Plans, plan);
                transaction.Delete(SchedulerStores.Plans, SchedulerStores.PlansOf(machine) + (plan.Revision - options.Value.KeptPlans));
                var payload = new V1.PlanPublished { Machine = machine, Plan = plan };
                transaction.Publish(Topic, CloudEvent.Of(payload, Source, machine, time.GetUtcNow(), subject: plan.Name));
                return (Plan: plan, State: state);
            },
            cancellationToken);
        metrics.Planned(stored.Plan);
        feed.Publish(machine, stored.Plan);
        return stored;
    }

    /// <summary>Stores progress that needs no new plan.</summary>
    internal Task<bool> StoreAsync(string machine, MachineProgress progress, CancellationToken cancellationToken) => store.WriteAsync(
        transaction =>
        {
            var state = transaction.Get(SchedulerStores.States, SchedulerStores.StateOf(machine))?.Value.Clone() ?? new V1.StoredMachineState { Name = SchedulerStores.StateOf(machine) };
            SetProgress(state, progress);
            transaction.Put(SchedulerStores.States, state);
            return true;
        },
        cancellationToken);

    /// <summary>What a stored state says of progress.</summary>
    internal static MachineProgress ProgressOf(V1.StoredMachineState state) => new()
    {
        Counted = (int)state.CountedParts,
        CountedAt = state.CountedTime?.ToDateTimeOffset() ?? default,
        Counter = state.HasCounter ? state.Counter : null,
    };

    /// <summary>The batch that was under way when the newest plan was made.</summary>
    internal static RunningBatch? BatchOf(V1.StoredMachineState state) => state.BatchParts == 0 ? null
        : new RunningBatch(state.BatchParts, state.BatchStartTime.ToDateTimeOffset(), state.BatchEndTime.ToDateTimeOffset());

    private static void SetProgress(V1.StoredMachineState state, MachineProgress progress)
    {
        state.CountedParts = progress.Counted;
        if (progress.CountedAt != default) state.CountedTime = progress.CountedAt.ToTimestamp();
        if (progress.Counter is { } counter) state.Counter = counter;
    }

    private static void SetBatch(V1.StoredMachineState state, RunningBatch? batch)
    {
        state.BatchParts = batch?.Parts ?? 0;
        state.BatchStartTime = batch?.Start.ToTimestamp();
        state.BatchEndTime = batch?.End.ToTimestamp();
    }
}
