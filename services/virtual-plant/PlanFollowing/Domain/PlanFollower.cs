namespace FactoryTwin.Services.VirtualPlant.PlanFollowing.Domain;

/// <summary>A batch as the plan wants it.</summary>
public sealed record PlannedBatch(int Parts, DateTimeOffset Start, DateTimeOffset End);

/// <summary>The batches of a plan, ordered by start. Idle events are left out: idling needs no command.</summary>
public sealed record MachinePlan(long Revision, IReadOnlyList<PlannedBatch> Batches);

/// <summary>
/// Decides which batch to start when. Each planned start is used once, also across plans: a new plan that still lists the batch
/// under way does not start it again. A batch that is later than half its own length is left to the next plan.
/// </summary>
public sealed class PlanFollower
{
    private MachinePlan? plan;

    /// <summary>Revision of the plan that is followed; 0 without one.</summary>
    public long Revision => plan?.Revision ?? 0;

    /// <summary>Start of the last planned batch that was started; null before the first.</summary>
    public DateTimeOffset? LastStart { get; set; }

    /// <summary>Follows a plan from now on. An older revision than the one in force changes nothing.</summary>
    public void Follow(MachinePlan next)
    {
        if (next.Revision >= Revision) plan = next;
    }

    /// <summary>The batch to start now on an idle machine, or null.</summary>
    public PlannedBatch? Due(DateTimeOffset now)
    {
        if (plan is null) return null;
        foreach (var batch in plan.Batches)
        {
            if (batch.Start > now) return null;
            if (LastStart is { } last && batch.Start <= last) continue;
            if (now - batch.Start <= (batch.End - batch.Start) / 2) return batch;
        }

        return null;
    }

    /// <summary>The batch was started.</summary>
    public void Started(PlannedBatch batch) => LastStart = batch.Start;
}
