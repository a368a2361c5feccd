using FactoryTwin.Energy.V1;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Services.Energy;
using FactoryTwin.Services.Ingestion;
using FactoryTwin.Services.Scheduler;
using FactoryTwin.Services.TwinState;
using FactoryTwin.Services.VirtualPlant;
using FactoryTwin.Testing;
using FactoryTwin.VirtualPlant.V1;
using Contract = FactoryTwin.VirtualPlant.V1.VirtualPlant;

namespace FactoryTwin.VirtualPlant.Tests.Demonstration;

/// <summary>The whole circle: prices and orders in, a plan out, the furnace follows it, the scheduler hears of the parts through the twin.</summary>
public sealed class DemonstrationInTheSuiteTests
{
    [Test]
    public async Task The_furnace_makes_what_the_scheduler_plans_and_the_scheduler_sees_it()
    {
        var options = new ModuleHostOptions
        {
            Settings = new Dictionary<string, string?>
            {
                ["VirtualPlant:Interval"] = "00:00:00.2",
                ["VirtualPlant:Speed"] = "300", // a batch of two takes four seconds
            },
        };
        await using var host = await ModuleHost.StartAsync(
            options, new IngestionModule(), new TwinStateModule(), new EnergyModule(), new SchedulerModule(), new VirtualPlantModule());
        var plant = host.Grpc<Contract.VirtualPlantClient>(service: "virtual-plant");
        var plans = host.Grpc<Plans.PlansClient>(service: "scheduler");
        var prices = host.Grpc<Prices.PricesClient>(service: "energy");

        await Eventually.IsTrueAsync(
            async () => (await plant.GetSimulationAsync(new GetSimulationRequest())).Machine is { PartsProduced: >= 4, PlanRevision: >= 1 },
            TimeSpan.FromSeconds(90), "the furnace has made four parts of a plan");
        var machine = await host.Grpc<Machines.MachinesClient>(service: "scheduler").GetMachineAsync(new GetMachineRequest { Name = "machines/furnace-1" });
        var series = await prices.GetPriceSeriesAsync(new GetPriceSeriesRequest { Name = "priceSeries/day-ahead" });
        var plan = await plans.GetPlanAsync(new GetPlanRequest { Name = "machines/furnace-1/plans/-" });

        Assert.Multiple(() =>
        {
            Assert.That(machine.PartsProducedPoint, Is.EqualTo("points/301-CQ-1001"));
            Assert.That((series.LastEndTime - series.FirstStartTime).ToTimeSpan(), Is.EqualTo(TimeSpan.FromDays(3)));
            Assert.That(plan.Schedule.State, Is.EqualTo(ScheduleState.Feasible), plan.Reason);
            Assert.That(plan.Demands, Has.Count.EqualTo(2));
        });

        // What a planned batch has cost by measurement stands beside what it was planned to cost.
        var records = host.Grpc<BatchRecords.BatchRecordsClient>(service: "scheduler");
        var measured = await Eventually.IsNotNullAsync(
            async () => (await records.ListBatchRecordsAsync(new ListBatchRecordsRequest { Parent = "machines/furnace-1" }))
                .BatchRecords.FirstOrDefault(b => b is { HasEnergyCost: true, HasPlannedEnergyCost: true }),
            TimeSpan.FromSeconds(60), "a planned batch was measured");
        var bought = (await plans.GetPlanAsync(new GetPlanRequest { Name = measured.Plan })).Prices.Select(p => p.PricePerMwh).ToList();
        var compared = await records.CompareCostsAsync(new CompareCostsRequest { Parent = "machines/furnace-1", Filter = $"plan = \"{measured.Plan}\"" });
        Assert.Multiple(() =>
        {
            Assert.That(measured.EnergyMwh, Is.Positive);
            Assert.That(measured.EnergyCost / measured.EnergyMwh, Is.InRange(bought.Min() - 1e-6, bought.Max() + 1e-6), "its energy was bought at the plan's prices");
            Assert.That(compared.ComparedBatches, Is.Positive);
        });

        // A plan made from now on starts from the parts that the twin reported.
        await host.Grpc<Machines.MachinesClient>(service: "scheduler").CreateOrderAsync(new CreateOrderRequest
        {
            Parent = "machines/furnace-1",
            Order = new Order { Parts = 2, DueTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(DateTime.UnixEpoch.AddSeconds(plan.CreateTime.Seconds + 10_800)) },
        });
        var next = await Eventually.IsNotNullAsync(
            async () => await plans.GetPlanAsync(new GetPlanRequest { Name = "machines/furnace-1/plans/-" }) is { } p && p.Demands.Count == 3 ? p : null,
            because: "the order is planned");
        Assert.That(next.InitialParts, Is.GreaterThanOrEqualTo(4));
    }
}
