using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Planning;
using Google.Protobuf.WellKnownTypes;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Machines;

/// <summary>Checks machines; every fault is named by its field and all are told at once.</summary>
internal static class MachineCheck
{
    private const int MaxText = 200;
    private static readonly string[] Changeable = ["display_name", "model", "price_series", "parts_produced_point", "batch_size_point", "decider", "reserve_parts", "concession_costs", "expert_rules", "power_point"];

    /// <summary>The machine as it will be stored.</summary>
    public static V1.Machine Created(V1.CreateMachineRequest request)
    {
        var faults = new Faults();
        var given = request.Machine ?? new V1.Machine();
        faults.Unless(request.Machine is not null, "machine", "is required");
        var id = ResourceNames.NewId(request.MachineId, given.Name, "machines", "machine_id", "machine.name", faults);
        faults.Unless(id.Length > 0, "machine_id", "is required");
        Check(given, faults);
        faults.ThrowIfAny();
        return new V1.Machine
        {
            Name = $"machines/{id}",
            DisplayName = given.DisplayName,
            Model = given.Model.Clone(),
            PriceSeries = given.PriceSeries,
            PartsProducedPoint = given.PartsProducedPoint,
            BatchSizePoint = given.BatchSizePoint,
            Decider = given.Decider,
            ReserveParts = given.ReserveParts,
            PowerPoint = given.PowerPoint,
            ConcessionCosts = given.ConcessionCosts?.Clone(),
            ExpertRules = { given.ExpertRules },
        };
    }

    /// <summary>The stored machine with the request's changes; without a mask all fields that can change are taken.</summary>
    public static V1.Machine Updated(V1.Machine stored, V1.UpdateMachineRequest request)
    {
        var updated = UpdateMask.Apply(stored, request.Machine, request.UpdateMask, Changeable);
        var faults = new Faults();
        Check(updated, faults);
        faults.ThrowIfAny();
        return updated;
    }

    private static void Check(V1.Machine machine, Faults faults)
    {
        ModelCheck.Check(machine.Model, "machine.model", faults);
        faults.Unless(machine.DisplayName.Length <= MaxText, "machine.display_name", $"must have at most {MaxText} characters");
        faults.Unless(ResourceNames.IsName(machine.PriceSeries, "priceSeries"), "machine.price_series", "is required and must look like priceSeries/{price_series}");
        faults.Unless(System.Enum.IsDefined(machine.Decider) && machine.Decider != V1.Decider.ExpertRules, "machine.decider", "is not known, or not one to ask for");
        NegotiationCheck.Check(machine.ReserveParts, machine.ConcessionCosts, machine.ExpertRules, machine.Model?.Capacity ?? 0, "machine.", faults);
        Point(machine.PartsProducedPoint, "machine.parts_produced_point");
        Point(machine.BatchSizePoint, "machine.batch_size_point");
        Point(machine.PowerPoint, "machine.power_point");
        if (machine.BatchSizePoint.Length > 0 && machine.PartsProducedPoint.Length == 0)
            faults.Add("machine.parts_produced_point", "is required where batch_size_point is given");
        if (machine.PowerPoint.Length > 0 && machine.BatchSizePoint.Length == 0)
            faults.Add("machine.batch_size_point", "is required where power_point is given");

        void Point(string name, string field) =>
            faults.Unless(name.Length == 0 || ResourceNames.IsName(name, "points"), field, "must be empty or look like points/{point}");
    }
}
