using FactoryTwin.Events;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Scheduler.Tests.Service;

public class ReplanningTests
{
    [Test]
    public async Task A_price_change_leads_to_a_new_plan_on_the_watch_stream()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("shift", 8, TimeSpan.FromHours(8));
        var before = await scheduler.PlanAsync(p => p.Demands.Count == 1, "the order is planned");

        using var watch = scheduler.Plans.WatchPlans(new WatchPlansRequest { Parent = SchedulerHost.Machine });
        Assert.That(await watch.ResponseStream.MoveNext(default), Is.True);
        Assert.That(watch.ResponseStream.Current.Revision, Is.EqualTo(before.Revision), "the plan in force comes first");

        await scheduler.SetPricesAsync(0, 2, 300);
        Assert.That(await watch.ResponseStream.MoveNext(default), Is.True);
        var after = watch.ResponseStream.Current;
        Assert.That((after.Revision, after.Trigger), Is.EqualTo((before.Revision + 1, PlanTrigger.PricesChanged)));
        Assert.That(after.Reason, Does.Contain("rose from 45.10 to 300.00 USD/MWh").And.Contain("against largest-first"));
        Assert.That(after.Schedule.Objective, Is.LessThan(after.Benchmark.Objective), "it waits for the cheap hours");
        Assert.That(after.SavingPercent, Is.EqualTo(100 * (1 - (after.Schedule.Objective / after.Benchmark.Objective))).Within(1e-9));
        Assert.That(after.Prices[0].PricePerMwh, Is.EqualTo(300));
        Assert.That(after.Prices[^1].EndTime, Is.EqualTo(after.Demands[^1].DueTime));
        TestContext.Out.WriteLine($"{after.ReactionMilliseconds:F1} ms: {after.Reason}");

        using var resumed = scheduler.Plans.WatchPlans(new WatchPlansRequest { Parent = SchedulerHost.Machine, ResumeToken = $"{before.Revision}" });
        Assert.That(await resumed.ResponseStream.MoveNext(default), Is.True);
        Assert.That(resumed.ResponseStream.Current.Revision, Is.EqualTo(before.Revision + 1), "the one that was missed");
        using var unknown = scheduler.Plans.WatchPlans(new WatchPlansRequest { Parent = SchedulerHost.Machine, ResumeToken = "999999" });
        Assert.That((await unknown.ResponseHeadersAsync).GetValue("stream-restarted"), Is.Not.Empty);
        Assert.That(await unknown.ResponseStream.MoveNext(default), Is.True);
        Assert.That(unknown.ResponseStream.Current.Revision, Is.GreaterThanOrEqualTo(after.Revision), "the one in force");
    }

    [Test]
    public async Task Of_a_burst_of_price_changes_the_last_is_never_lost()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("shift", 4, TimeSpan.FromHours(6));
        for (var i = 1; i <= 25; i++) await scheduler.SetPricesAsync(0, 12, 50 + i);
        var last = await scheduler.PlanAsync(p => p.Prices.Count > 0 && p.Prices.All(s => s.PricePerMwh == 75), "the last price is planned on");
        Assert.That(last.Schedule.EnergyCost, Is.EqualTo(last.Schedule.EnergyMwh * 75).Within(1e-6));
    }

    [Test]
    public async Task A_restart_resumes_with_the_stored_orders_and_goes_on_counting_revisions()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("shift", 4, TimeSpan.FromHours(6));
        var before = await scheduler.PlanAsync(p => p.Demands.Count == 1, "the order is planned");
        await scheduler.Host.RestartAsync();
        var after = await scheduler.PlanAsync(p => p.Revision > before.Revision, "it plans again");
        Assert.That(after.Trigger, Is.EqualTo(PlanTrigger.Restart));
        Assert.That(after.Demands, Is.EqualTo(before.Demands));
        await scheduler.SetPricesAsync(0, 4, 300);
        await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.PricesChanged, "it still hears of prices");
    }

    [Test]
    public async Task Without_prices_the_plan_says_so_and_invents_none()
    {
        await using var scheduler = await SchedulerHost.StartAsync(withPrices: false);
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("shift", 4, TimeSpan.FromHours(6));
        var plan = await scheduler.PlanAsync(p => p.Demands.Count == 1, "the order is planned");
        Assert.That(plan.Schedule.State, Is.EqualTo(ScheduleState.Infeasible));
        Assert.That(plan.Schedule.InfeasibleReason, Does.StartWith("Prices: none is known").And.Contain("does not know priceSeries/north"));
        Assert.That((plan.Schedule.Events.Count, plan.Prices.Count, plan.HasSavingPercent), Is.EqualTo((0, 0, false)));

        await scheduler.CreateSeriesAsync();
        var healed = await scheduler.PlanAsync(p => p.Schedule.State == ScheduleState.Feasible, "prices came");
        Assert.That(healed.Trigger, Is.EqualTo(PlanTrigger.PricesChanged));
        Assert.That(healed.Reason, Does.Contain("became known: 45.10 USD/MWh"));
    }

    [Test]
    public async Task A_change_of_the_machine_or_its_orders_makes_a_plan()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        Assert.That((await scheduler.PlanAsync(_ => true, "there is a plan")).Reason, Is.EqualTo("Machine furnace was registered; no open orders, nothing to make"));
        await scheduler.CreateOrderAsync("shift", 4, TimeSpan.FromHours(6));
        Assert.That((await scheduler.PlanAsync(p => p.Demands.Count == 1, "the order is planned")).Reason, Does.StartWith("Order shift was placed: 4 parts by "));
        var slower = SchedulerHost.Model();
        slower.Sizes[2].Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(50));
        await scheduler.Machines.UpdateMachineAsync(new UpdateMachineRequest
        {
            Machine = new Machine { Name = SchedulerHost.Machine, Model = slower },
            UpdateMask = new FieldMask { Paths = { "model" } },
        });
        var changed = await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.MachineChanged && p.Demands.Count == 1, "the change is planned");
        Assert.That(changed.Benchmark.Events[0].EndTime.Seconds - changed.Benchmark.Events[0].StartTime.Seconds, Is.EqualTo(50 * 60));
        await scheduler.Machines.CancelOrderAsync(new CancelOrderRequest { Name = $"{SchedulerHost.Machine}/orders/shift" });
        Assert.That((await scheduler.PlanAsync(p => p.Demands.Count == 0, "nothing is left")).Reason, Is.EqualTo("Order shift was withdrawn; no open orders, nothing to make"));

        var all = await scheduler.Plans.ListPlansAsync(new ListPlansRequest { Parent = SchedulerHost.Machine });
        Assert.That(all.Plans.Select(p => p.Revision), Is.Ordered.Descending);
        var first = await scheduler.Plans.GetPlanAsync(new GetPlanRequest { Name = $"{SchedulerHost.Machine}/plans/1" });
        Assert.That(all.Plans[^1], Is.EqualTo(first));
    }

    [Test]
    public async Task Plans_are_made_by_the_decider_of_their_machine()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("shift", 8, TimeSpan.FromHours(6));
        Assert.That((await scheduler.PlanAsync(p => p.Demands.Count == 1, "the order is planned")).Schedule.Decider, Is.EqualTo(Decider.LookAhead));
        await scheduler.Machines.UpdateMachineAsync(new UpdateMachineRequest
        {
            Machine = new Machine { Name = SchedulerHost.Machine, Decider = Decider.Exact },
            UpdateMask = new FieldMask { Paths = { "decider" } },
        });
        var exact = (await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.MachineChanged && p.Demands.Count == 1, "the change is planned")).Schedule;
        Assert.That((exact.Decider, exact.GapPercent, exact.LowerBoundIsOptimum, exact.Parts), Is.EqualTo((Decider.Exact, 0, true, 8)));
        Assert.That(await SchedulerHost.RefusedAsync(async () => await scheduler.Machines.UpdateMachineAsync(new UpdateMachineRequest
        {
            Machine = new Machine { Name = SchedulerHost.Machine, Decider = (Decider)9 },
            UpdateMask = new FieldMask { Paths = { "decider" } },
        })), Is.EqualTo(new[] { "machine.decider" }));
    }

    [Test]
    public async Task Every_plan_is_announced_once_with_its_machine_as_key()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("shift", 4, TimeSpan.FromHours(6));
        await scheduler.SetPricesAsync(0, 4, 300);
        var inForce = await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.PricesChanged, "the price is planned on");

        var heard = new List<ReceivedEvent>();
        using var stop = new CancellationTokenSource();
        var listening = scheduler.Host.Services.Services[0].Services.GetRequiredService<IEventSubscriber>().RunAsync(
            new Subscription("scheduler.plans", "test", (batch, _) =>
            {
                lock (heard) heard.AddRange(batch.Events);
                return Task.CompletedTask;
            }),
            stop.Token);
        await Eventually.IsTrueAsync(() => { lock (heard) return heard.Any(h => h.Event.Payload<PlanPublished>().Plan.Revision == inForce.Revision); });
        await stop.CancelAsync();
        await listening.ContinueWith(_ => { }, TaskScheduler.Default);
        // A bus may deliver again from where its group stood last; an announcement has one id however often it comes.
        heard = [.. heard.DistinctBy(h => h.Event.Id)];
        Assert.That(heard.Select(h => h.Event.Key), Is.All.EqualTo(SchedulerHost.Machine));
        Assert.That(heard.Select(h => h.Event.Payload<PlanPublished>().Plan.Revision), Is.EqualTo(Enumerable.Range(1, (int)inForce.Revision)));
        Assert.That(heard[^1].Event.Payload<PlanPublished>().Plan, Is.EqualTo(inForce));
    }

    [Test]
    public async Task Watching_an_unknown_machine_is_not_found()
    {
        await using var scheduler = await SchedulerHost.StartAsync(withPrices: false);
        using var watch = scheduler.Plans.WatchPlans(new WatchPlansRequest { Parent = "machines/none" });
        await SchedulerHost.RefusedAsync(() => watch.ResponseStream.MoveNext(default), StatusCode.NotFound);
    }
}
