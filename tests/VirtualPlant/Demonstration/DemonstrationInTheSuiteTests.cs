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
