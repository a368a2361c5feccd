using FactoryTwin.Rpc;
using FactoryTwin.Energy.V1;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Scheduler.Tests.Planning;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Scheduler.Tests.Service;

public class PlanScheduleTests
{
    private static readonly DateTimeOffset T0 = PaperCase.T0;

    private SchedulerHost _scheduler = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _scheduler = await SchedulerHost.StartAsync(withPrices: false);

    [OneTimeTearDown]
    public async Task StopAsync() => await _scheduler.DisposeAsync();

    [Test]
    public async Task A_complete_instance_is_scheduled_at_once()
    {
        var answer = await PlanAsync(Instance());
        Assert.That(answer.Schedule.EnergyCost, Is.LessThan(answer.Benchmark.EnergyCost));
        Assert.That(answer.Schedule.Objective, Is.EqualTo(answer.Schedule.EnergyCost / answer.Schedule.Parts).Within(1e-9));
        Assert.That(answer.SavingPercent, Is.EqualTo(100 * (1 - (answer.Schedule.Objective / answer.Benchmark.Objective))).Within(1e-9));
        Assert.That(answer.Schedule.Events.Sum(e => e.EnergyCost), Is.EqualTo(answer.Schedule.EnergyCost).Within(1e-9));
        Assert.That((answer.Schedule.Parts, answer.Schedule.Window, answer.Schedule.Decider), Is.EqualTo((10, 6, Decider.LookAhead)));
        Assert.That(answer.Benchmark.Decider, Is.EqualTo(Decider.Benchmark));
    }

    [Test]
    public async Task The_same_instance_goes_in_by_REST()
    {
        using var body = new StringContent(Google.Protobuf.JsonFormatter.Default.Format(Instance()), System.Text.Encoding.UTF8, "application/json");
        using var answer = await _scheduler.Host.Rest(service: "scheduler").PostAsync("/v1/schedules:plan", body);
        var json = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, json);
        Assert.That(Google.Protobuf.JsonParser.Default.Parse<PlanScheduleResponse>(json), Is.EqualTo(await PlanAsync(Instance())));
    }

    [Test]
    public async Task The_benchmark_can_be_asked_for()
    {
        var request = Instance();
        request.Decider = Decider.Benchmark;
        var answer = await PlanAsync(request);
        Assert.That(answer.Schedule, Is.EqualTo(answer.Benchmark));
    }

    [TestCase(Decider.Unspecified, Decider.LookAhead)]
    [TestCase(Decider.LookAhead, Decider.LookAhead)]
    [TestCase(Decider.Benchmark, Decider.Benchmark)]
    [TestCase(Decider.Exact, Decider.Exact)]
    [TestCase(Decider.WarmLookAhead, Decider.WarmLookAhead)]
    public async Task Every_decider_answers_with_a_plan_that_holds_its_cost_and_its_gap(Decider asked, Decider told)
    {
        var request = Rich();
        request.Decider = asked;
        var answer = await PlanAsync(request);
        PlanChecker.Check(request, answer);
        Assert.That(answer.Schedule.Decider, Is.EqualTo(told));
        Assert.That(answer.Schedule.LowerBoundIsOptimum, Is.True);
        request.Decider = Decider.Exact;
        Assert.That(answer.Schedule.LowerBound, Is.EqualTo((await PlanAsync(request)).Schedule.Objective).Within(1e-9));
        if (told is Decider.Exact or Decider.WarmLookAhead) Assert.That(answer.Schedule.GapPercent, Is.Zero);
        else Assert.That(answer.Schedule.GapPercent, Is.GreaterThan(0));
    }

    [Test]
    public async Task An_instance_too_large_to_solve_beside_is_answered_with_a_proven_bound()
    {
        var request = Large();
        var answer = await PlanAsync(request);
        PlanChecker.Check(request, answer);
        Assert.That((answer.Schedule.LowerBoundIsOptimum, answer.Schedule.HasLowerBound), Is.EqualTo((false, true)));
    }

    [TestCase(Decider.Exact)]
    [TestCase(Decider.WarmLookAhead)]
    public async Task The_exact_deciders_refuse_an_instance_that_is_too_large_and_name_the_limit(Decider decider)
    {
        var request = Large();
        request.Decider = decider;
        var fault = await Assert.ThrowsAsync<RpcException>(() => PlanAsync(request));
        Assert.That(string.Join(' ', RpcErrors.GetStatus(fault!).Details.Where(d => d.Is(Google.Rpc.BadRequest.Descriptor)).Select(d => d.Unpack<Google.Rpc.BadRequest>())), Does.Contain("33,554,432").Or.Contain("1,000,000 start times"));
        Assert.That(await SchedulerHost.RefusedAsync(() => PlanAsync(request)), Is.EqualTo(new[] { "decider" }));
    }

    [Test]
    public async Task An_instance_that_cannot_be_met_is_answered_with_the_reason()
    {
        var request = Instance();
        request.Demands[0].Parts = 9;
        var answer = await PlanAsync(request);
        Assert.That(answer.Schedule.State, Is.EqualTo(ScheduleState.Infeasible));
        Assert.That(answer.Schedule.InfeasibleReason, Does.Contain("at least 9 parts by 2026-03-02 14:00:00 UTC").And.Contain("4 are the most"));
        Assert.That(answer.HasSavingPercent, Is.False);
        Assert.That(answer.Schedule.InfeasibleField, Is.EqualTo("demands[0]"));
    }

    private static IEnumerable<TestCaseData> Impossible =>
    [
        Case("last due date", r => r.Demands[1].Parts = 29, "demands[1]"),
        Case("last due date, with the first met from the start", r => (r.InitialParts, r.Demands[1].Parts) = (30, 60), "demands[1]"),
        Case("inventory allowance", OnlyPairs, "model.inventory_allowance"),
        Case("surplus that is there already", r => r.InitialParts = 11, "model.inventory_allowance"),
        Case("successions", NothingAfterAnything, "model.forbidden_successions"),
    ];

    [Test]
    public async Task What_cannot_be_kept_comes_with_its_conflict_relaxations_and_fallback()
    {
        var request = Instance();
        request.Demands[0].Parts = 9;
        request.ReserveParts = 9;
        request.ConcessionCosts = new ConcessionCosts { WithdrawalWeight = 1000 };
        var answer = await PlanAsync(request);
        Assert.That(answer.Negotiation.Conflicts.Select(c => c.Field), Is.EqualTo(new[] { "demands[0]" }));
        Assert.That(answer.Negotiation.Relaxations.Select(r => r.Kind), Is.SupersetOf(new[] { RelaxationKind.DueDate, RelaxationKind.Quantity, RelaxationKind.InventoryWithdrawal }));
        Assert.That(answer.Negotiation.Relaxations.Select(r => r.TotalCost), Is.Ordered, "cheapest first");
        Assert.That(answer.Negotiation.Relaxations[^1].Kind, Is.EqualTo(RelaxationKind.InventoryWithdrawal));
        Assert.That(answer.Negotiation.Fallback.Events, Is.Not.Empty);
        Assert.That(answer.Negotiation.Shortfalls.Select(s => s.Field), Is.EqualTo(new[] { "demands[0]" }));
        // Each offer, taken by itself, makes the same request feasible.
        foreach (var offer in answer.Negotiation.Relaxations)
        {
            var relaxed = request.Clone();
            if (offer.Kind == RelaxationKind.DueDate) relaxed.Demands[0].DueTime = offer.DueTime;
            if (offer.Kind == RelaxationKind.Quantity) foreach (var demand in relaxed.Demands) demand.Parts -= offer.Parts;
            if (offer.Kind == RelaxationKind.InventoryWithdrawal) relaxed.InitialParts += offer.Parts;
            Assert.That((await PlanAsync(relaxed)).Schedule.State, Is.EqualTo(ScheduleState.Feasible), offer.RelaxationId);
        }
        request.Demands[0].Parts = 2;
        Assert.That((await PlanAsync(request)).Negotiation, Is.Null);
    }

    [TestCaseSource(nameof(Impossible))]
    public async Task What_cannot_be_kept_is_named_by_its_field(Action<PlanScheduleRequest> spoil, string field)
    {
        foreach (var decider in System.Enum.GetValues<Decider>().Where(d => d != Decider.ExpertRules))
        {
            var request = Instance();
            request.Decider = decider;
            spoil(request);
            var answer = await PlanAsync(request);
            Assert.That((answer.Schedule.State, answer.Schedule.InfeasibleField), Is.EqualTo((ScheduleState.Infeasible, field)), answer.Schedule.InfeasibleReason);
            Assert.That((answer.Schedule.HasGapPercent, answer.Schedule.HasLowerBound), Is.EqualTo((false, false)));
        }
    }

    private static void OnlyPairs(PlanScheduleRequest request)
    {
        request.Demands[1].Parts = 9;
        request.Model.Sizes[1].Duration = new Duration { Seconds = 6 * 3600 };
    }

    private static void NothingAfterAnything(PlanScheduleRequest request)
    {
        for (var b = 1; b <= 2; b++)
            for (var next = 0; next <= 2; next++) request.Model.ForbiddenSuccessions.Add(new ForbiddenSuccession { Previous = b, Next = next });
    }

    [Test]
    public async Task An_empty_request_names_all_that_is_missing() => Assert.That(
        await SchedulerHost.RefusedAsync(() => PlanAsync(new PlanScheduleRequest())),
        Is.EquivalentTo(new[] { "model", "start_time", "demands", "prices" }));

    [Test]
    public async Task Every_fault_is_named_by_its_field()
    {
        var request = Instance();
        request.Model.Sizes.RemoveAt(1);
        request.Model.Sizes[1].PowerMw = -1;
        request.Model.Sizes[0].Duration = null;
        request.Model.InventoryAllowance = -1;
        request.Demands[1].Parts = 0;
        request.Window = 13;
        request.InitialParts = -2;
        request.Prices[3].PricePerMwh = double.PositiveInfinity;
        Assert.That(await SchedulerHost.RefusedAsync(() => PlanAsync(request)), Is.SupersetOf(new[]
        {
            "model.sizes", "model.sizes[1].power_mw", "model.sizes[0].duration", "model.inventory_allowance",
            "demands[1].parts", "window", "initial_parts", "prices[3].price_per_mwh",
        }));
    }

    private static IEnumerable<TestCaseData> Refused =>
    [
        Case("capacity zero", r => r.Model.Capacity = 0, "model.capacity"),
        Case("capacity absurd", r => r.Model.Capacity = 1_000_000, "model.capacity"),
        Case("size twice", r => r.Model.Sizes.Add(r.Model.Sizes[1].Clone()), "model.sizes[3].parts"),
        Case("size beyond the capacity", r => r.Model.Sizes[2].Parts = 7, "model.sizes[2].parts"),
        Case("duration zero", r => r.Model.Sizes[0].Duration = Duration.FromTimeSpan(TimeSpan.Zero), "model.sizes[0].duration"),
        Case("duration absurd", r => r.Model.Sizes[0].Duration = new Duration { Seconds = 999_999_999_999 }, "model.sizes[0].duration"),
        Case("power absurd", r => r.Model.Sizes[1].PowerMw = 1e12, "model.sizes[1].power_mw"),
        Case("power no number", r => r.Model.Sizes[1].PowerMw = double.NaN, "model.sizes[1].power_mw"),
        Case("demand absurd", r => r.Demands[0].Parts = int.MaxValue, "demands[0].parts"),
        Case("due before the start", r => r.Demands[0].DueTime = T0.AddHours(-1).ToTimestamp(), "demands[0].due_time"),
        Case("due without time", r => r.Demands[0].DueTime = null, "demands[0].due_time"),
        Case("later demand asks for less", r => r.Demands[1].Parts = 1, "demands[1]"),
        Case("two demands at one time", r => r.Demands[1].DueTime = r.Demands[0].DueTime, "demands[1]"),
        Case("prices end early", r => r.Prices.RemoveAt(r.Prices.Count - 1), "prices"),
        Case("prices with a gap", r => r.Prices.RemoveAt(2), "prices"),
        Case("prices overlap", r => r.Prices[2].StartTime = T0.AddMinutes(90).ToTimestamp(), "prices[2].start_time"),
        Case("price step empty", r => r.Prices[2].EndTime = r.Prices[2].StartTime, "prices[2].end_time"),
        Case("decider unknown", r => r.Decider = (Decider)99, "decider"),
        Case("weight negative", r => r.Model.InventoryWeight = -1, "model.inventory_weight"),
        Case("set-up negative", r => r.Model.Sizes[1].SetUpDuration = new Duration { Seconds = -1 }, "model.sizes[1].set_up_duration"),
        Case("set-up of the idle event", r => r.Model.Sizes[0].SetUpDuration = new Duration { Seconds = 60 }, "model.sizes[0].set_up_duration"),
        Case("set-up power negative", r => r.Model.Sizes[1].SetUpPowerMw = -1, "model.sizes[1].set_up_power_mw"),
        Case("set-up power without a set-up", r => r.Model.Sizes[1].SetUpPowerMw = 1, "model.sizes[1].set_up_power_mw"),
        Case("a set-up of a size that is not there", r => r.Model.SetUps.Add(new SetUp { Previous = 3, Next = 1 }), "model.set_ups[0].previous"),
        Case("a set-up to idle", r => r.Model.SetUps.Add(new SetUp { Previous = 1 }), "model.set_ups[0].next"),
        Case("a set-up twice", r => r.Model.SetUps.Add(new[] { new SetUp { Previous = 1, Next = 2 }, new SetUp { Previous = 1, Next = 2 } }), "model.set_ups[1]"),
        Case("a set-up with power and no time", r => r.Model.SetUps.Add(new SetUp { Previous = 1, Next = 2, PowerMw = 1 }), "model.set_ups[0].power_mw"),
        Case("a block without a kind", r => r.Blocks.Add(new Block { StartTime = r.StartTime, EndTime = r.Demands[0].DueTime }), "blocks[0].kind"),
        Case("a block that ends before it starts", r => r.Blocks.Add(new Block { Kind = BlockKind.Permit, StartTime = r.Demands[0].DueTime, EndTime = r.StartTime }), "blocks[0].end_time"),
        Case("negative solar power", r => r.Solar.Add(new SolarStep { StartTime = r.StartTime, EndTime = r.Demands[0].DueTime, PowerMw = -1 }), "solar[0].power_mw"),
        Case("solar steps that overlap", r => r.Solar.Add(new[] { new SolarStep { StartTime = r.StartTime, EndTime = r.Demands[0].DueTime }, new SolarStep { StartTime = r.StartTime, EndTime = r.Demands[0].DueTime } }), "solar[1].start_time"),
        Case("a negative reserve", r => r.ReserveParts = -1, "reserve_parts"),
        Case("a negative concession", r => r.ConcessionCosts = new ConcessionCosts { OvertimeWeight = -1 }, "concession_costs.overtime_weight"),
        Case("a rule of a size that is not there", r => r.ExpertRules.Add(new ExpertRule { Parts = 9 }), "expert_rules[0].parts"),
        Case("the fallback as decider", r => r.Decider = Decider.ExpertRules, "decider"),
        Case("succession of a size that is not there", r => r.Model.ForbiddenSuccessions.Add(new ForbiddenSuccession { Previous = 3 }), "model.forbidden_successions[0].previous"),
        Case("succession to a negative size", r => r.Model.ForbiddenSuccessions.Add(new ForbiddenSuccession { Next = -1 }), "model.forbidden_successions[0].next"),
        Case("succession allowed and forbidden", Contradict, "model.forbidden_successions[0]"),
        Case("successions of too many kinds", ManyKinds, "model.forbidden_successions"),
        Case("previous event beyond the capacity", r => r.PreviousEvent = 3, "previous_event"),
        Case("previous event negative", r => r.PreviousEvent = -1, "previous_event"),
        Case("time impossible", r => r.StartTime = new Timestamp { Seconds = long.MaxValue }, "start_time"),
    ];

    [TestCaseSource(nameof(Refused))]
    public async Task A_fault_is_refused_by_field(Action<PlanScheduleRequest> spoil, string field)
    {
        var request = Instance();
        spoil(request);
        Assert.That(await SchedulerHost.RefusedAsync(() => PlanAsync(request)), Does.Contain(field));
    }

    private static TestCaseData Case(string name, Action<PlanScheduleRequest> spoil, string field) =>
        new TestCaseData(spoil, field).SetArgDisplayNames(name, field);

    private static void ManyKinds(PlanScheduleRequest request)
    {
        for (var b = 3; b <= 40; b++) request.Model.Sizes.Add(new BatchSize { Parts = b, Duration = request.Model.Sizes[2].Duration, PowerMw = b });
        request.Model.Capacity = 40;
        for (var b = 1; b <= 40; b++) request.Model.ForbiddenSuccessions.Add(new ForbiddenSuccession { Previous = b, Next = b });
    }

    private static void Contradict(PlanScheduleRequest request)
    {
        request.Model.AllowConsecutiveIdle = true;
        request.Model.ForbiddenSuccessions.Add(new ForbiddenSuccession());
    }

    /// <summary>With everything that an instance can have.</summary>
    private static PlanScheduleRequest Rich()
    {
        var request = Instance();
        request.Model.InventoryAllowance = 2;
        request.Model.Sizes[2].SetUpDuration = Duration.FromTimeSpan(TimeSpan.FromMinutes(10));
        request.Model.Sizes[2].SetUpPowerMw = 0.3;
        request.Model.ForbiddenSuccessions.Add(new ForbiddenSuccession { Previous = 0, Next = 1 });
        request.InitialParts = 1;
        request.PreviousEvent = 2;
        request.Demands[1].Parts = 9;
        return request;
    }

    /// <summary>10,000 parts over four weeks on a grid of seconds.</summary>
    private static PlanScheduleRequest Large()
    {
        var request = Instance();
        request.Model.Sizes[1].Duration = new Duration { Seconds = 211 };
        request.Model.Sizes[2].Duration = new Duration { Seconds = 223 };
        request.Demands[1].Parts = 10_000;
        request.Demands[1].DueTime = T0.AddDays(28).ToTimestamp();
        request.Prices[^1].EndTime = T0.AddDays(28).ToTimestamp();
        return request;
    }

    private async Task<PlanScheduleResponse> PlanAsync(PlanScheduleRequest request) => await _scheduler.Plans.PlanScheduleAsync(request);

    private static PlanScheduleRequest Instance() => new()
    {
        Model = SchedulerHost.Model(),
        Demands =
        {
            new Demand { Parts = 2, DueTime = T0.AddHours(1).ToTimestamp() },
            new Demand { Parts = 10, DueTime = T0.AddHours(6).ToTimestamp() },
        },
        Prices = { PaperCase.EveningPeak[..6].Select((p, i) => new PriceStep { StartTime = T0.AddHours(i).ToTimestamp(), EndTime = T0.AddHours(i + 1).ToTimestamp(), PricePerMwh = p }) },
        StartTime = T0.ToTimestamp(),
    };
}
