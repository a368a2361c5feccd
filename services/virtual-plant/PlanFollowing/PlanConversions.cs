using FactoryTwin.Scheduler.V1;
using FactoryTwin.Services.VirtualPlant.PlanFollowing.Domain;

namespace FactoryTwin.Services.VirtualPlant.PlanFollowing;

/// <summary>Contract to domain.</summary>
internal static class PlanConversions
{
    /// <summary>The plan's batches without its idle events. Where there is no feasible schedule the fallback is followed; without one the machine idles.</summary>
    public static MachinePlan ToPlan(Plan plan)
    {
        var events = plan.Schedule is { State: ScheduleState.Feasible } schedule ? schedule.Events : plan.Negotiation?.Fallback?.Events ?? [];
        var batches = events.Where(e => e.Parts > 0)
            .Select(e => new PlannedBatch(e.Parts, e.StartTime.ToDateTimeOffset(), e.EndTime.ToDateTimeOffset()))
            .OrderBy(b => b.Start);
        return new MachinePlan(plan.Revision, [.. batches]);
    }
}
