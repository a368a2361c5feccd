using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Checks a complete instance of several machines and turns it into the domain's; every fault is named by its field and all are told at once.</summary>
internal static class FleetCheck
{
    private const int MaxMachines = 50;
    private const int MaxDemands = 100;
    private const int MaxAllowance = 50;
    private const double MaxWeight = 1e9;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    public static FleetInstance Checked(V1.PlanFleetScheduleRequest request)
    {
        var faults = new Faults();
        faults.Unless(request.Machines.Count is >= 1 and <= MaxMachines, "machines", $"must be 1 to {MaxMachines}");
        var models = request.Machines.Take(MaxMachines).Select((m, i) => Machine(m, $"machines[{i}]", faults)).ToList();
        var start = faults.Time(request.StartTime, "start_time");
        var due = InstanceCheck.DueDates(request.Demands, start, MaxDemands, faults);
        var prices = InstanceCheck.Prices(request.Prices, faults);
        faults.Unless(request.InventoryAllowance is >= 0 and <= MaxAllowance, "inventory_allowance", $"must be 0 to {MaxAllowance}");
        faults.Unless(request.InventoryWeight is >= 0 and <= MaxWeight, "inventory_weight", "must be 0 to 1e9");
        InstanceCheck.Cover(start, due, prices, faults);
        faults.ThrowIfAny();
        return new FleetInstance([.. models.Select(m => m!)], due!, start!.Value, prices!, request.InventoryAllowance, request.InventoryWeight)
        {
            PreviousEvents = [.. request.Machines.Select(m => m.HasPreviousEvent ? m.PreviousEvent : (int?)null)],
        };
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT where the machines have too many possible start times.</exception>
    public static FleetSchedule Decide(FleetInstance fleet, CancellationToken cancellationToken)
    {
        try
        {
            return new FleetDecider().Decide(fleet, cancellationToken);
        }
        catch (InstanceTooLargeException e)
        {
            throw RpcErrors.InvalidArgument(("machines", $"are too many for a horizon so long and durations so odd: {e.Message}; coarser durations, fewer sizes or a nearer last due_time make it smaller"));
        }
    }

    private static BatchModel? Machine(V1.FleetMachine machine, string field, Faults faults)
    {
        var model = ModelCheck.Check(machine.Model, $"{field}.model", faults);
        if (machine.Model is { InventoryAllowance: not 0 }) faults.Add($"{field}.model.inventory_allowance", "must be 0: the fleet has its own");
        if (machine.Model is { InventoryWeight: not 0 }) faults.Add($"{field}.model.inventory_weight", "must be 0: the fleet has its own");
        if (machine.HasPreviousEvent) faults.Unless(machine.PreviousEvent >= 0 && machine.PreviousEvent <= (machine.Model?.Capacity ?? 0), $"{field}.previous_event", "must be 0 to the capacity");
        return model;
    }
}
