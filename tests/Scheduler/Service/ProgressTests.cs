using FactoryTwin.Scheduler.V1;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Scheduler.Tests.Service;

public class ProgressTests
{
    [Test]
    public async Task Parts_that_the_machine_counts_meet_an_order()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        scheduler.Twin.Report(made: 120, size: 0);
        await scheduler.CreateMachineAsync(observed: true);
        await scheduler.CreateOrderAsync("hour", 2, TimeSpan.FromHours(2));
        await scheduler.CreateOrderAsync("shift", 4, TimeSpan.FromHours(6));
        await scheduler.PlanAsync(p => p.Demands.Count == 2, "both are planned");
        await Eventually.IsTrueAsync(() => scheduler.Twin.Watchers == 1);

        scheduler.Twin.Report(made: 122, size: 0);
        await Eventually.IsTrueAsync(async () => await scheduler.StateOfAsync("hour") == OrderState.Met);
        var plan = await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.Progress, "progress is planned on");
        Assert.That(plan.Reason, Does.StartWith("Order hour is met: 2 parts"));
        Assert.That(plan.Demands.Select(d => d.Parts), Is.EqualTo(new[] { 4 }));
        Assert.That(await scheduler.StateOfAsync("shift"), Is.EqualTo(OrderState.Open));
    }

    [Test]
    public async Task A_batch_under_way_is_not_interrupted()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        scheduler.Twin.Report(made: 0, size: 0);
        await scheduler.CreateMachineAsync(observed: true);
        await scheduler.CreateOrderAsync("shift", 6, TimeSpan.FromHours(6));
        await scheduler.PlanAsync(p => p.Demands.Count == 1, "it is planned");
        await Eventually.IsTrueAsync(() => scheduler.Twin.Watchers == 1);

        var began = DateTimeOffset.UtcNow;
        scheduler.Twin.Report(made: 0, size: 1);
        await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.Progress, "a size that the plan does not have");
        await scheduler.SetPricesAsync(0, 12, 60);
        var plan = await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.PricesChanged, "prices are planned on");
        Assert.That(plan.InitialParts, Is.EqualTo(1));
        Assert.That(plan.Schedule.Events[0].StartTime.ToDateTimeOffset(), Is.EqualTo(began.AddMinutes(25)).Within(TimeSpan.FromMinutes(1)));
        Assert.That(plan.Schedule.Parts, Is.EqualTo(6));
    }

    [Test]
    public async Task A_machine_whose_points_change_is_planned_and_watched_on()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        scheduler.Twin.Report(made: 5, size: 0);
        await scheduler.CreateMachineAsync(observed: true);
        await scheduler.CreateOrderAsync("hour", 2, TimeSpan.FromHours(2));
        await scheduler.PlanAsync(p => p.Demands.Count == 1, "it is planned");
        await Eventually.IsTrueAsync(() => scheduler.Twin.Watchers == 1);

        var machine = new Machine { Name = SchedulerHost.Machine, PowerPoint = "points/power" };
        await scheduler.Machines.UpdateMachineAsync(new UpdateMachineRequest { Machine = machine, UpdateMask = new FieldMask { Paths = { "power_point" } } });

        await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.MachineChanged && p.Demands.Count == 1, "the change is planned");
        scheduler.Twin.Report(made: 7, size: 0);
        await Eventually.IsTrueAsync(async () => await scheduler.StateOfAsync("hour") == OrderState.Met);
    }

    [Test]
    public async Task The_watch_heals_after_the_twin_was_away_and_no_part_is_lost()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        scheduler.Twin.Report(made: 10, size: 0);
        await scheduler.CreateMachineAsync(observed: true);
        await scheduler.CreateOrderAsync("hour", 2, TimeSpan.FromHours(2));
        await Eventually.IsTrueAsync(() => scheduler.Twin.Watchers == 1);
        await scheduler.PlanAsync(p => p.Demands.Count == 1, "it is planned");

        scheduler.Twin.Cut();
        await Eventually.IsTrueAsync(() => scheduler.Twin.Watchers == 0);
        scheduler.Twin.Report(made: 12, size: 0);
        await Eventually.IsTrueAsync(async () => await scheduler.StateOfAsync("hour") == OrderState.Met);
    }

    [Test]
    public async Task An_order_whose_time_passed_is_missed_and_leaves_the_plan()
    {
        await using var scheduler = await SchedulerHost.StartAsync(settings: ("Scheduler:DueGrace", "00:00:00"));
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("now", 2, TimeSpan.FromSeconds(5));
        await Eventually.IsTrueAsync(async () => await scheduler.StateOfAsync("now") == OrderState.Missed);
        var plans = await scheduler.Plans.ListPlansAsync(new ListPlansRequest { Parent = SchedulerHost.Machine });
        Assert.That(plans.Plans.Single(p => p.Demands.Count == 1).Schedule.InfeasibleReason, Does.StartWith("Due date: at least 2 parts"));
        var plan = await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.Progress, "it is gone");
        Assert.That(plan.Reason, Does.StartWith("Order now was missed: its 2 parts were not made by "));
        Assert.That(plan.Schedule.State, Is.EqualTo(ScheduleState.Feasible));
    }
}
