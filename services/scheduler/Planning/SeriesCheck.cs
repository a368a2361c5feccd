using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;
using FactoryTwin.Services.Scheduler.Planning.Domain.Series;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Checks stages in series and schedules them; every fault is named by its field and all are told at once.</summary>
internal static class SeriesCheck
{
    private const int MaxStages = 10;
    private const int MaxDemands = 100;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    public static SeriesInstance Checked(V1.PlanSeriesScheduleRequest request)
    {
        var faults = new Faults();
        faults.Unless(request.Stages.Count is >= 1 and <= MaxStages, "stages", $"must be 1 to {MaxStages}");
        var stages = request.Stages.Take(MaxStages).Select((s, i) => Stage(s, i, faults)).ToList();
        var start = faults.Time(request.StartTime, "start_time");
        var due = InstanceCheck.DueDates(request.Demands, start, MaxDemands, faults);
        var prices = InstanceCheck.Prices(request.Prices, faults);
        InstanceCheck.Cover(start, due, prices, faults);
        faults.ThrowIfAny();
        return new SeriesInstance([.. stages.Select(s => s!)], due!, start!.Value, prices!);
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT where a stage has too many possible start times.</exception>
    public static V1.PlanSeriesScheduleResponse Decide(SeriesInstance series, CancellationToken cancellationToken)
    {
        try
        {
            return ToMessage(new SeriesDecider().Decide(series, cancellationToken));
        }
        catch (InstanceTooLargeException e)
        {
            throw RpcErrors.InvalidArgument(("stages", $"are too large: {e.Message}; coarser durations, fewer parts or a nearer last due_time make them smaller"));
        }
    }

    private static V1.PlanSeriesScheduleResponse ToMessage(SeriesSchedule schedule)
    {
        if (!schedule.IsFeasible) return new V1.PlanSeriesScheduleResponse { State = V1.ScheduleState.Infeasible, InfeasibleReason = schedule.InfeasibleReason };
        var message = new V1.PlanSeriesScheduleResponse { State = V1.ScheduleState.Feasible, EnergyCost = schedule.EnergyCost, LowerBound = schedule.LowerBound };
        if (double.IsFinite(schedule.GapPercent)) message.GapPercent = schedule.GapPercent;
        foreach (var stage in schedule.Stages)
        {
            var own = new V1.MachineSchedule { EnergyCost = stage.EnergyCost, EnergyMwh = stage.EnergyMwh, Parts = stage.Parts };
            own.Events.AddRange(stage.Events.Select(PlanConversions.ToMessage));
            message.Stages.Add(own);
        }
        return message;
    }

    private static Stage? Stage(V1.Stage stage, int i, Faults faults)
    {
        var model = ModelCheck.Check(stage.Model, $"stages[{i}].model", faults);
        if (stage.Model is { InventoryAllowance: not 0 }) faults.Add($"stages[{i}].model.inventory_allowance", "must be 0");
        if (stage.Model is { InventoryWeight: not 0 }) faults.Add($"stages[{i}].model.inventory_weight", "must be 0");
        faults.Unless(stage.StockParts >= 0 && stage.StockParts <= (i == 0 ? 0 : InstanceCheck.MaxParts), $"stages[{i}].stock_parts", i == 0 ? "must be 0: the first stage has material without end" : $"must be 0 to {InstanceCheck.MaxParts}");
        if (stage.HasRoomParts) faults.Unless(stage.RoomParts >= stage.StockParts && stage.RoomParts <= InstanceCheck.MaxParts, $"stages[{i}].room_parts", $"must be stock_parts to {InstanceCheck.MaxParts}");
        return model is null ? null : new Stage(model, stage.StockParts, stage.HasRoomParts ? stage.RoomParts : int.MaxValue);
    }
}
