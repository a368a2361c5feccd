using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>From a fleet's schedule to the contract's messages.</summary>
internal static class FleetConversions
{
    /// <summary>A schedule of a fleet.</summary>
    /// <param name="schedule">It.</param>
    /// <param name="demands">As the reader of the message knows them, so that one that cannot be met is named by its place.</param>
    public static V1.FleetSchedule ToMessage(this FleetSchedule schedule, IList<V1.Demand> demands)
    {
        if (!schedule.IsFeasible)
        {
            return new V1.FleetSchedule
            {
                State = V1.ScheduleState.Infeasible,
                InfeasibleReason = schedule.InfeasibleReason,
                InfeasibleField = Enumerable.Range(0, demands.Count).Where(i => schedule.InfeasibleDue is { } due && demands[i].Parts == due.Parts && demands[i].DueTime.ToDateTimeOffset() == due.Time)
                    .Select(i => $"demands[{i}]").FirstOrDefault("demands"),
            };
        }
        var message = new V1.FleetSchedule
        {
            State = V1.ScheduleState.Feasible,
            EnergyCost = schedule.EnergyCost,
            EnergyMwh = schedule.Machines.Sum(m => m.EnergyMwh),
            Parts = schedule.Parts,
            Objective = schedule.Objective,
            LowerBound = schedule.LowerBound,
        };
        if (double.IsFinite(schedule.GapPercent)) message.GapPercent = schedule.GapPercent;
        foreach (var machine in schedule.Machines)
        {
            var own = new V1.MachineSchedule { EnergyCost = machine.EnergyCost, EnergyMwh = machine.EnergyMwh, Parts = machine.Parts };
            own.Events.AddRange(machine.Events.Select(PlanConversions.ToMessage));
            message.Machines.Add(own);
        }
        return message;
    }
}
