using FactoryTwin.Scheduler.Tests.Service;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Scheduler.Tests.Measuring;

/// <summary>A machine that takes longer and draws more than it was registered with: recorded, learnt from, planned with, and its cost beside the plan's.</summary>
public class MeasuredBatchTests
{
    private const double MeasuredKw = 1430; // nominal 1.3 MW, and a tenth

    private static readonly TimeSpan Measured = TimeSpan.FromMinutes(30); // nominal 25

    [Test]
    public async Task A_slower_and_hungrier_machine_is_planned_with_as_it_is_measured()
    {
        await using var scheduler = await StartAsync();
        var began = DateTimeOffset.UtcNow.AddHours(-5);
        scheduler.Twin.Report(made: 0, size: 0, powerKw: 50, at: began.AddMinutes(-1));
        for (var n = 0; n < 8; n++) scheduler.Twin.Report(made: 2 * n, size: 2, MeasuredKw, began + (n * Measured));
        scheduler.Twin.Report(made: 16, size: 0, powerKw: 50, began + (8 * Measured));

        var client = scheduler.Host.Grpc<BatchRecords.BatchRecordsClient>(service: "scheduler");
        await Eventually.IsTrueAsync(async () => (await client.EstimateMachineAsync(new EstimateMachineRequest { Name = SchedulerHost.Machine })).DurationRatio.Batches == 8);
        var estimate = await client.EstimateMachineAsync(new EstimateMachineRequest { Name = SchedulerHost.Machine });
        Assert.That((estimate.DurationRatio.Quality, estimate.PowerRatio.Quality), Is.EqualTo((EstimateQuality.Good, EstimateQuality.Good)));
        Assert.That((estimate.DurationRatio.Ratio, estimate.PowerRatio.Ratio), Is.EqualTo((1.2, 1.1)).Within(0.001));
        Assert.That(estimate.DurationRatio.PlannedRatio, Is.EqualTo(estimate.DurationRatio.Ratio));
        Assert.That(estimate.DurationRatio.UpdateTime.ToDateTimeOffset(), Is.EqualTo(began + (8 * Measured)).Within(TimeSpan.FromSeconds(1)));

        var plan = await scheduler.PlanAsync(p => p.InitialParts == 16 && p.Schedule.Events.Any(e => e.Parts == 2 && Length(e) > TimeSpan.FromMinutes(29)), "the measured machine is planned with");
        Assert.That(plan.Schedule.Events.Where(e => e.Parts == 2).Select(Length), Is.All.EqualTo(Measured));
        Assert.That(plan.Schedule.Events.Where(e => e.Parts == 2).Select(e => e.PowerMw), Is.All.EqualTo(1.43).Within(0.001));
        var plans = await scheduler.Plans.ListPlansAsync(new ListPlansRequest { Parent = SchedulerHost.Machine });
        Assert.That(plans.Plans.Any(p => p.Reason.Contains("of their nominal time", StringComparison.Ordinal) || p.InitialParts == 16), Is.True);

        var batches = (await client.ListBatchRecordsAsync(new ListBatchRecordsRequest { Parent = SchedulerHost.Machine })).BatchRecords;
        Assert.That(batches, Has.Count.EqualTo(8));
        Assert.That(batches.Select(b => b.Use), Is.All.EqualTo(BatchUse.Taken));
        Assert.That(batches.Select(b => b.EnergyMwh), Is.All.EqualTo(1.43 * 0.5).Within(1e-6));
        Assert.That(batches.Select(b => b.EnergyCost), Is.All.EqualTo(1.43 * 0.5 * 40).Within(1e-4));
        Assert.That(await client.GetBatchRecordAsync(new GetBatchRecordRequest { Name = batches[3].Name }), Is.EqualTo(batches[3]));
    }

    [Test]
    public async Task What_a_planned_batch_cost_stands_beside_what_it_was_planned_to_cost()
    {
        await using var scheduler = await StartAsync();
        var plan = await scheduler.PlanAsync(p => p.Demands.Count == 1, "it is planned");
        var planned = plan.Schedule.Events.First(e => e.Parts == 2);
        var start = planned.StartTime.ToDateTimeOffset();
        scheduler.Twin.Report(made: 0, size: 0, powerKw: 50, start.AddMinutes(-1));
        scheduler.Twin.Report(made: 0, size: 2, MeasuredKw, start);
        scheduler.Twin.Report(made: 2, size: 0, powerKw: 50, start + Measured);

        var client = scheduler.Host.Grpc<BatchRecords.BatchRecordsClient>(service: "scheduler");
        var batch = await Eventually.IsNotNullAsync(async () => (await client.ListBatchRecordsAsync(new ListBatchRecordsRequest { Parent = SchedulerHost.Machine })).BatchRecords.FirstOrDefault());
        Assert.That((batch.Plan.Length > 0, batch.PlannedStartTime, batch.PlannedEnergyCost), Is.EqualTo((true, planned.StartTime, planned.EnergyCost)));
        var costs = await client.CompareCostsAsync(new CompareCostsRequest { Parent = SchedulerHost.Machine, Filter = $"plan = \"{batch.Plan}\"" });
        Assert.That((costs.Batches, costs.ComparedBatches, costs.Parts), Is.EqualTo((1, 1, 2)));
        Assert.That((costs.PlannedEnergyCost, costs.EnergyCost), Is.EqualTo((planned.EnergyCost, batch.EnergyCost)));
        Assert.That(costs.ExcessPercent, Is.EqualTo(100 * ((batch.EnergyCost / planned.EnergyCost) - 1)).Within(1e-9));
    }

    [Test]
    public async Task A_power_point_needs_a_batch_size_point() => Assert.That(
        await SchedulerHost.RefusedAsync(async () =>
        {
            await using var scheduler = await SchedulerHost.StartAsync();
            await scheduler.Machines.CreateMachineAsync(new CreateMachineRequest { MachineId = "x", Machine = new Machine { Model = SchedulerHost.Model(), PriceSeries = SchedulerHost.Series, PowerPoint = "points/power" } });
        }),
        Is.EqualTo(new[] { "machine.batch_size_point" }));

    private static TimeSpan Length(ScheduledEvent e) => e.EndTime.ToDateTimeOffset() - e.StartTime.ToDateTimeOffset();

    private static async Task<SchedulerHost> StartAsync()
    {
        var scheduler = await SchedulerHost.StartAsync();
        await scheduler.SetPricesAsync(-12, 0, 40);
        await scheduler.CreateMachineAsync(observed: true, metered: true);
        await scheduler.CreateOrderAsync("shift", 22, TimeSpan.FromHours(8));
        await scheduler.PlanAsync(p => p.Demands.Count == 1 && p.Prices.Count > 0, "it is planned");
        await Eventually.IsTrueAsync(() => scheduler.Twin.Watchers == 1);
        return scheduler;
    }
}
