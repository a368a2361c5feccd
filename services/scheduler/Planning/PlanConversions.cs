using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Replanning.Domain;
using Google.Protobuf.WellKnownTypes;
using EnergyV1 = FactoryTwin.Energy.V1;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Between the contract's messages and the domain.</summary>
internal static class PlanConversions
{
    /// <summary>The decider that a request or a machine names; the look-ahead where it names none.</summary>
    public static DeciderKind ToDomain(this V1.Decider decider) => decider switch
    {
        V1.Decider.Benchmark => DeciderKind.Benchmark,
        V1.Decider.Exact => DeciderKind.Exact,
        V1.Decider.WarmLookAhead => DeciderKind.WarmLookAhead,
        _ => DeciderKind.LookAhead,
    };

    /// <summary>A schedule.</summary>
    /// <param name="schedule">It.</param>
    /// <param name="decider">What chose it.</param>
    /// <param name="demands">As the reader of the message knows them, so that one that cannot be met is named by its place.</param>
    public static V1.Schedule ToMessage(this Schedule schedule, DeciderKind decider, IList<V1.Demand> demands)
    {
        var message = new V1.Schedule
        {
            Decider = decider switch
            {
                DeciderKind.Benchmark => V1.Decider.Benchmark,
                DeciderKind.Exact => V1.Decider.Exact,
                DeciderKind.WarmLookAhead => V1.Decider.WarmLookAhead,
                DeciderKind.ExpertRules => V1.Decider.ExpertRules,
                _ => V1.Decider.LookAhead,
            },
            State = schedule.IsFeasible ? V1.ScheduleState.Feasible : V1.ScheduleState.Infeasible,
            EnergyCost = schedule.EnergyCost,
            EnergyMwh = schedule.EnergyMwh,
            Objective = schedule.Objective,
            Parts = schedule.Parts,
            InfeasibleReason = schedule.InfeasibleReason,
            InfeasibleField = schedule.Obstacle is { } obstacle ? Field(obstacle, demands) : "",
            NodesExplored = schedule.NodesExplored,
            Window = schedule.Window,
            EnergyCostPerPart = schedule.EnergyCostPerPart,
            InventoryCost = schedule.InventoryCost,
            LowerBoundIsOptimum = schedule.BoundIsOptimum,
        };
        if (schedule.LowerBound is { } bound) message.LowerBound = bound;
        if (schedule.GapPercent is { } gap) message.GapPercent = gap;
        message.Events.AddRange(schedule.Events.Select(ToMessage));
        return message;
    }

    public static EnergyV1.PriceStep ToMessage(this PriceStep step) => new()
    {
        StartTime = step.Start.ToTimestamp(),
        EndTime = step.End.ToTimestamp(),
        PricePerMwh = step.Price,
    };

    public static PriceStep ToDomain(this EnergyV1.PriceStep step) => new(step.StartTime.ToDateTimeOffset(), step.EndTime.ToDateTimeOffset(), step.PricePerMwh);

    /// <summary>A plan as far as following it goes; where it has no schedule, its fallback.</summary>
    public static PlanTrack ToTrack(this V1.Plan plan, RunningBatch? before) => new(
        plan.InitialParts,
        before,
        [.. (plan.Negotiation?.Fallback ?? plan.Schedule).Events.Select(e => new TrackedEvent(e.Parts, e.StartTime.ToDateTimeOffset(), e.EndTime.ToDateTimeOffset(), e.PartsAfter))]);

    private static string Field(Obstacle obstacle, IList<V1.Demand> demands)
    {
        switch (obstacle.Kind)
        {
            case ObstacleKind.InventoryAllowance: return "model.inventory_allowance";
            case ObstacleKind.Successions: return "model.forbidden_successions";
            case ObstacleKind.Prices: return "prices";
            default:
                for (var i = 0; i < demands.Count; i++)
                {
                    if (obstacle.Due is { } due && demands[i].Parts == due.Parts && demands[i].DueTime.ToDateTimeOffset() == due.Time) return $"demands[{i}]";
                }
                return "demands";
        }
    }

    internal static V1.ScheduledEvent ToMessage(ScheduledEvent e) => new()
    {
        Parts = e.Event.Parts,
        StartTime = e.Start.ToTimestamp(),
        EndTime = e.End.ToTimestamp(),
        PowerMw = e.Event.PowerMw,
        EnergyCost = e.Cost,
        PartsAfter = e.PartsAfter,
    };
}
