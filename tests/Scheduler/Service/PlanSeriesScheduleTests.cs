using FactoryTwin.Energy.V1;
using FactoryTwin.Scheduler.V1;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Scheduler.Tests.Service;

public class PlanSeriesScheduleTests
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Stages_in_series_are_scheduled_and_wrong_ones_refused_by_field()
    {
        await using var scheduler = await SchedulerHost.StartAsync(withPrices: false);
        var model = SchedulerHost.Model();
        (model.InventoryWeight, model.AllowConsecutiveIdle) = (0, true);
        var request = new PlanSeriesScheduleRequest
        {
            Stages = { new Stage { Model = model }, new Stage { Model = model, StockParts = 1, RoomParts = 4 } },
            StartTime = T0.ToTimestamp(),
            Demands = { new Demand { Parts = 5, DueTime = T0.AddHours(3).ToTimestamp() } },
            Prices = { Enumerable.Range(0, 3).Select(h => new PriceStep { StartTime = T0.AddHours(h).ToTimestamp(), EndTime = T0.AddHours(h + 1).ToTimestamp(), PricePerMwh = 40 + (20 * h) }) },
        };
        var answer = await scheduler.Host.Grpc<Studies.StudiesClient>(service: "scheduler").PlanSeriesScheduleAsync(request);
        Assert.That((answer.State, answer.Stages.Count, answer.Stages[1].Parts), Is.EqualTo((ScheduleState.Feasible, 2, 5)), answer.InfeasibleReason);
        Assert.That(answer.Stages[0].Parts, Is.GreaterThanOrEqualTo(4));
        Assert.That(answer.EnergyCost, Is.EqualTo(answer.Stages.Sum(s => s.EnergyCost)).Within(1e-9));
        Assert.That(answer.LowerBound, Is.LessThanOrEqualTo(answer.EnergyCost + 1e-9));
        request.Demands[0].Parts = 50;
        Assert.That((await scheduler.Host.Grpc<Studies.StudiesClient>(service: "scheduler").PlanSeriesScheduleAsync(request)).State, Is.EqualTo(ScheduleState.Infeasible));

        request.Stages[0].StockParts = 1;
        request.Stages[1].RoomParts = 0;
        request.Stages[1].Model = null;
        Assert.That(await SchedulerHost.RefusedAsync(() => scheduler.Host.Grpc<Studies.StudiesClient>(service: "scheduler").PlanSeriesScheduleAsync(request).ResponseAsync), Is.EqualTo(new[] { "stages[0].stock_parts", "stages[1].model", "stages[1].room_parts" }));
        (request.Stages[0].StockParts, request.Stages[1].RoomParts, request.Stages[1].Model) = (0, 4, model.Clone());
        await RefusedAsync(r => r.Stages.Clear(), "stages");
        await RefusedAsync(r => r.Stages.Add(Enumerable.Repeat(r.Stages[1], 9)), "stages");
        await RefusedAsync(r => r.Stages[1].StockParts = -1, "stages[1].stock_parts");
        await RefusedAsync(r => r.Stages[1].RoomParts = int.MaxValue, "stages[1].room_parts");
        await RefusedAsync(r => r.Stages[0].Model.InventoryAllowance = 1, "stages[0].model.inventory_allowance");
        await RefusedAsync(r => r.Stages[0].Model.Sizes[1].PowerMw = double.NaN, "stages[0].model.sizes[1].power_mw");
        await RefusedAsync(r => r.Demands[0].Parts = -1, "demands[0].parts");
        await RefusedAsync(r => r.Demands[0].Parts = int.MaxValue, "demands[0].parts");
        await RefusedAsync(r => r.StartTime = null, "start_time");
        await RefusedAsync(r => r.Prices.RemoveAt(1), "prices");
        await RefusedAsync(r => r.Prices[0].PricePerMwh = double.NegativeInfinity, "prices[0].price_per_mwh");

        async Task RefusedAsync(Action<PlanSeriesScheduleRequest> spoil, string field)
        {
            var wrong = request.Clone();
            spoil(wrong);
            Assert.That(await SchedulerHost.RefusedAsync(() => scheduler.Host.Grpc<Studies.StudiesClient>(service: "scheduler").PlanSeriesScheduleAsync(wrong).ResponseAsync), Is.EqualTo(new[] { field }));
        }
    }
}
