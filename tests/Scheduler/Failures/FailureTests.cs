using FactoryTwin.Events;
using FactoryTwin.Scheduler.Tests.Service;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Scheduler.Tests.Failures;

/// <summary>Rescheduling failures at run time: found, recorded, negotiated, and what runs meanwhile.</summary>
public class FailureTests
{
    private static RescheduleFailures.RescheduleFailuresClient Client(SchedulerHost scheduler) => scheduler.Host.Grpc<RescheduleFailures.RescheduleFailuresClient>(service: "scheduler");

    [Test]
    public async Task A_failure_names_its_conflict_offers_relaxations_and_lets_the_expert_rules_run()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("rush", 8, TimeSpan.FromMinutes(62)); // two batches of two fit once ten minutes were taken to decide
        var plan = await scheduler.PlanAsync(p => p.Demands.Count == 1, "the order is planned");
        Assert.That(plan.Schedule.State, Is.EqualTo(ScheduleState.Infeasible));
        Assert.That(plan.Negotiation.Conflicts.Single(), Has.Property("Kind").EqualTo(ConstraintKind.DueDate).And.Property("Field").EqualTo("demands[0]"));
        Assert.That(plan.Negotiation.Relaxations.Select(r => r.RelaxationId), Is.EquivalentTo(new[] { "due-date-0", "quantity-0" }));
        Assert.That(plan.Negotiation.Relaxations.Single(r => r.Kind == RelaxationKind.Quantity).Parts, Is.EqualTo(4));
        // Four batches of 25 minutes, beginning at the end of the time to decide.
        var later = plan.Negotiation.Relaxations.Single(r => r.Kind == RelaxationKind.DueDate).DelayDuration.ToTimeSpan();
        Assert.That(plan.Demands[0].DueTime.ToDateTimeOffset() + later, Is.EqualTo(plan.CreateTime.ToDateTimeOffset().AddMinutes(110)).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(plan.Negotiation.Fallback.Events.Select(e => e.Parts), Is.EqualTo(new[] { 2, 2, 2, 2 }));
        Assert.That(plan.Negotiation.Shortfalls.Single().Parts, Is.EqualTo(4));
        Assert.That(plan.Reason, Does.Contain("2 relaxations offered").And.Contain("the expert rules run meanwhile"));

        var failure = await Client(scheduler).GetRescheduleFailureAsync(new GetRescheduleFailureRequest { Name = plan.RescheduleFailure });
        Assert.That((failure.State, failure.Plan), Is.EqualTo((FailureState.Open, plan.Name)));
        Assert.That(failure.Relaxations, Is.EqualTo(plan.Negotiation.Relaxations));
        var listed = await Client(scheduler).ListRescheduleFailuresAsync(new ListRescheduleFailuresRequest { Parent = "machines/-", Filter = "state = \"FAILURE_STATE_OPEN\"" });
        Assert.That(listed.RescheduleFailures.Single(), Is.EqualTo(failure));
    }

    [Test]
    public async Task An_accepted_relaxation_is_applied_once_recorded_and_announced()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("rush", 8, TimeSpan.FromMinutes(62));
        var name = (await scheduler.PlanAsync(p => p.Negotiation is not null, "it fails")).RescheduleFailure;
        var accept = new AcceptRelaxationRequest { Name = name, RelaxationId = "quantity-0", Etag = "stale" };
        Assert.That(await SchedulerHost.RefusedAsync(() => Client(scheduler).AcceptRelaxationAsync(accept).ResponseAsync, StatusCode.Aborted), Is.Empty);
        Assert.That(await SchedulerHost.RefusedAsync(() => Client(scheduler).AcceptRelaxationAsync(new() { Name = name, RelaxationId = "overtime-7" }).ResponseAsync), Is.EqualTo(new[] { "relaxation_id" }));
        Assert.That(await SchedulerHost.RefusedAsync(() => Client(scheduler).AcceptRelaxationAsync(new() { Name = name }).ResponseAsync), Is.EqualTo(new[] { "relaxation_id" }));
        await SchedulerHost.RefusedAsync(() => Client(scheduler).AcceptRelaxationAsync(new() { Name = name + "0", RelaxationId = "quantity-0" }).ResponseAsync, StatusCode.NotFound);

        (accept.Etag, accept.Comment) = ("", "agreed by telephone");
        var accepted = await Client(scheduler).AcceptRelaxationAsync(accept);
        Assert.That((accepted.State, accepted.AcceptedRelaxationId), Is.EqualTo((FailureState.Accepted, "quantity-0")));
        Assert.That(accepted.History[^1].Description, Does.Contain("4 fewer of the 8 parts").And.Contain("agreed by telephone"));
        Assert.That(await Client(scheduler).AcceptRelaxationAsync(accept), Is.EqualTo(accepted), "the same again answers the same");
        await SchedulerHost.RefusedAsync(() => Client(scheduler).AcceptRelaxationAsync(new() { Name = name, RelaxationId = "due-date-0" }).ResponseAsync, StatusCode.FailedPrecondition);

        var plan = await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.RelaxationAccepted, "the plan is made anew");
        Assert.That((plan.Schedule.State, plan.Demands.Single().Parts, plan.RescheduleFailure), Is.EqualTo((ScheduleState.Feasible, 4, "")));
        Assert.That(plan.Reason, Does.StartWith("Accepted by ").And.Contain("4 fewer of the 8 parts"));
        Assert.That((await scheduler.Machines.ListOrdersAsync(new ListOrdersRequest { Parent = SchedulerHost.Machine })).Orders.Single().Parts, Is.EqualTo(4));
        Assert.That(await HeardAsync(scheduler, FailureState.Accepted), Is.EqualTo(new[] { FailureState.Open, FailureState.Accepted }));
    }

    private static IEnumerable<TestCaseData> Kinds =>
    [
        new("due-date-0", 8), new("inventory-withdrawal", 8), new("overtime-0", 8), new("inventory-allowance", 3), new("quantity-0", 8),
    ];

    [TestCaseSource(nameof(Kinds))]
    public async Task Every_kind_of_relaxation_makes_the_next_plan_feasible(string relaxation, int parts)
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        var machine = new Machine { Name = SchedulerHost.Machine, ReserveParts = 6, Model = SchedulerHost.Model() };
        // Where batches of one may not stand beside anything, three parts take two batches of two and room for a surplus part.
        foreach (var (previous, next) in parts == 3 ? new[] { (1, 1), (1, 2), (2, 1), (0, 1), (1, 0) } : []) machine.Model.ForbiddenSuccessions.Add(new ForbiddenSuccession { Previous = previous, Next = next });
        await scheduler.Machines.UpdateMachineAsync(new UpdateMachineRequest { Machine = machine, UpdateMask = new FieldMask { Paths = { "reserve_parts", "model" } } });
        var now = DateTimeOffset.UtcNow;
        if (relaxation == "overtime-0")
            await scheduler.Host.Grpc<V1.Blocks.BlocksClient>(service: "scheduler").CreateBlockAsync(new CreateBlockRequest { Parent = SchedulerHost.Machine, BlockId = "night", Block = new Block { Kind = BlockKind.Unstaffed, StartTime = now.AddMinutes(60).ToTimestamp(), EndTime = now.AddHours(9).ToTimestamp() } });
        await scheduler.CreateOrderAsync("rush", parts, relaxation == "overtime-0" ? TimeSpan.FromHours(3) : TimeSpan.FromMinutes(62));
        var failed = await scheduler.PlanAsync(p => p.Demands.Count == 1 && p.Negotiation is not null, "it fails");
        Assert.That(failed.Negotiation.Relaxations.Select(r => r.RelaxationId), Does.Contain(relaxation));
        await Client(scheduler).AcceptRelaxationAsync(new AcceptRelaxationRequest { Name = failed.RescheduleFailure, RelaxationId = relaxation });
        var plan = await scheduler.PlanAsync(p => p.Trigger == PlanTrigger.RelaxationAccepted, "the plan is made anew");
        Assert.That(plan.Schedule.State, Is.EqualTo(ScheduleState.Feasible), plan.Schedule.InfeasibleReason);
    }

    [Test]
    public async Task A_failure_ends_by_itself_where_what_stood_in_the_way_goes()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("rush", 8, TimeSpan.FromMinutes(62));
        var name = (await scheduler.PlanAsync(p => p.Negotiation is not null, "it fails")).RescheduleFailure;
        await scheduler.Machines.CancelOrderAsync(new CancelOrderRequest { Name = $"{SchedulerHost.Machine}/orders/rush" });
        await scheduler.PlanAsync(p => p.Demands.Count == 0, "nothing is left");
        var failure = await Client(scheduler).GetRescheduleFailureAsync(new GetRescheduleFailureRequest { Name = name });
        Assert.That(failure.State, Is.EqualTo(FailureState.Resolved));

        await scheduler.CreateOrderAsync("early", 8, TimeSpan.FromMinutes(62));
        var first = (await scheduler.PlanAsync(p => p.Negotiation is not null, "it fails again")).RescheduleFailure;
        await scheduler.Machines.CancelOrderAsync(new CancelOrderRequest { Name = $"{SchedulerHost.Machine}/orders/early" });
        await scheduler.CreateOrderAsync("later", 40, TimeSpan.FromMinutes(200));
        var second = (await scheduler.PlanAsync(p => p.Negotiation is not null && p.Demands.Count == 1 && p.Demands[0].Parts == 40, "for another reason")).RescheduleFailure;
        Assert.That((first == name, second == first), Is.EqualTo((false, false)));
        var ended = (await Client(scheduler).GetRescheduleFailureAsync(new GetRescheduleFailureRequest { Name = first })).State;
        Assert.That(ended, Is.AnyOf(FailureState.Superseded, FailureState.Resolved), "resolved where the plan between the two orders was made");
    }

    /// <summary>What the bus told of failures, until it told of this state.</summary>
    private static async Task<List<FailureState>> HeardAsync(SchedulerHost scheduler, FailureState last)
    {
        var heard = new List<FailureState>();
        using var stop = new CancellationTokenSource();
        var listening = scheduler.Host.Services.Services[0].Services.GetRequiredService<IEventSubscriber>().RunAsync(
            new Subscription("scheduler.failures", "test", (batch, _) =>
            {
                lock (heard) heard.AddRange(batch.Events.Select(e => e.Event.Payload<RescheduleFailureChanged>().RescheduleFailure.State));
                return Task.CompletedTask;
            }),
            stop.Token);
        await Eventually.IsTrueAsync(() =>
        {
            lock (heard) return heard.Contains(last);
        });
        await stop.CancelAsync();
        await listening.ContinueWith(_ => { }, TaskScheduler.Default);
        return heard;
    }
}
