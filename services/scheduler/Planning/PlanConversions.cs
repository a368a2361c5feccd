using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Replanning.Domain;
using Google.Protobuf.WellKnownTypes;
using EnergyV1 = FactoryTwin.Energy.V1;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Between the contract's messages and the domain.</summary>
internal static class PlanConversions
{
    public static V1.Schedule ToMessage(this Schedule schedule, V1.Decider decider)
    {
        var message = new V1.Schedule
        {
            Decider = decider,
            State = schedule.IsFeasible ? V1.ScheduleState.Feasible : V1.ScheduleState.Infeasible,
            EnergyCost = schedule.EnergyCost,
            EnergyMwh = schedule.EnergyMwh,
            Objective = schedule.Objective,
            Parts = schedule.Parts,
            InfeasibleReason = schedule.InfeasibleReason,
            NodesExplored = schedule.NodesExplored,
            Window = schedule.Window,
        };
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

    /// <summary>A plan as far as following it goes.</summary>
    public static PlanTrack ToTrack(this V1.Plan plan, RunningBatch? before) => new(
        plan.InitialParts,
        before,
        [.. plan.Schedule.Events.Select(e => new TrackedEvent(e.Parts, e.StartTime.ToDateTimeOffset(), e.EndTime.ToDateTimeOffset(), e.PartsAfter))]);

    /// <summary>1 - J(schedule) / J(benchmark) in percent; null where either has no schedule or the benchmark costs nothing.</summary>
    public static double? SavingPercent(Schedule schedule, Schedule benchmark) =>
        schedule.IsFeasible && benchmark.IsFeasible && benchmark.Objective > 0 ? 100 * (1 - (schedule.Objective / benchmark.Objective)) : null;

    private static V1.ScheduledEvent ToMessage(ScheduledEvent e) => new()
    {
        Parts = e.Event.Parts,
        StartTime = e.Start.ToTimestamp(),
        EndTime = e.End.ToTimestamp(),
        PowerMw = e.Event.PowerMw,
        EnergyCost = e.Cost,
        PartsAfter = e.PartsAfter,
    };
}
