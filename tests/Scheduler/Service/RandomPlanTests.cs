using FactoryTwin.Scheduler.Tests.Peers;
using FactoryTwin.Scheduler.Tests.Planning;
using FactoryTwin.Scheduler.V1;
using SolarStep = FactoryTwin.Scheduler.V1.SolarStep;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Scheduler.Tests.Service;

/// <summary>Random instances through the service's door: every plan of every decider passes the checker, and none beats the exact one.</summary>
public class RandomPlanTests
{
    [Test]
    public async Task Every_plan_holds_and_none_beats_the_exact_one()
    {
        await using var scheduler = await SchedulerHost.StartAsync(withPrices: false);
        var (feasible, gaps) = (0, 0);
        RandomInstances.Check(Gen.Frequency((1, RandomInstances.Any), (2, MediumInstances.All), (1, RandomInstances.Closed), (1, RandomInstances.Sunny)), instance =>
        {
            var request = Request(instance);
            if (request.Demands.Count == 0) return;
            var exact = Plan(Decider.Exact);
            foreach (var decider in new[] { Decider.Benchmark, Decider.LookAhead, Decider.WarmLookAhead })
            {
                var answer = Plan(decider);
                Assert.That(answer.Schedule.State, Is.EqualTo(exact.Schedule.State));
                if (exact.Schedule.State != ScheduleState.Feasible) continue;
                PlanChecker.Check(request, answer);
                Assert.That(answer.Schedule.Objective, Is.GreaterThanOrEqualTo(exact.Schedule.Objective - 1e-9));
                Assert.That(answer.Schedule.LowerBound, Is.EqualTo(exact.Schedule.Objective).Within(1e-9));
                if (answer.Schedule.GapPercent > 0.01) gaps++;
            }
            if (exact.Schedule.State != ScheduleState.Feasible) return;
            PlanChecker.Check(request, exact);
            feasible++;

            PlanScheduleResponse Plan(Decider decider)
            {
                request.Decider = decider;
                return scheduler.Plans.PlanSchedule(request);
            }
        }, count: 200);
        TestContext.Out.WriteLine($"{feasible} instances with a plan, {gaps} plans that are not optimal");
        Assert.That((feasible > 80, gaps > 40), Is.EqualTo((true, true)));
    }

    private static PlanScheduleRequest Request(PlanningInstance instance)
    {
        var (automaton, model) = (instance.Automaton, instance.Automaton.Model);
        var request = new PlanScheduleRequest
        {
            StartTime = automaton.Start.ToTimestamp(),
            InitialParts = automaton.InitialState,
            Window = 3,
            Model = new()
            {
                Capacity = model.Capacity,
                InventoryAllowance = model.InventoryAllowance,
                InventoryWeight = model.InventoryWeight,
                AllowConsecutiveIdle = !model.Forbidden.Contains((0, 0)),
                Sizes = { model.Sizes.Select(Size) },
                ForbiddenSuccessions = { model.Forbidden.Select(p => new ForbiddenSuccession { Previous = p.Previous, Next = p.Next }) },
            },
            Demands = { automaton.DueDates.Ordered.Where(d => d.Parts > 0).GroupBy(d => d.Parts).Select(g => g.First()).Select(d => new Demand { Parts = d.Parts, DueTime = d.Time.ToTimestamp() }) },
            Prices = { instance.Prices.Steps.Select(s => new Energy.V1.PriceStep { StartTime = s.Start.ToTimestamp(), EndTime = s.End.ToTimestamp(), PricePerMwh = s.Price }) },
        };
        foreach (var c in model.Changeovers)
            request.Model.SetUps.Add(new SetUp { Previous = c.Previous, Next = c.Next, Duration = c.SetUp.ToDuration(), PowerMw = c.SetUp == TimeSpan.Zero ? 0 : c.SetUpPowerMw });
        foreach (var c in automaton.Closures.Given.Where(c => c.Start < c.End))
            request.Blocks.Add(new Block { Kind = BlockKind.Permit, StartTime = c.Start.ToTimestamp(), EndTime = c.End.ToTimestamp() });
        foreach (var s in instance.Prices.Solar?.Steps ?? [])
            request.Solar.Add(new SolarStep { StartTime = s.Start.ToTimestamp(), EndTime = s.End.ToTimestamp(), PowerMw = s.PowerMw, ExportPricePerMwh = s.FeedIn });
        if (instance.PreviousEvent is { } previous) request.PreviousEvent = previous;
        return request;
    }

    private static BatchSize Size(BatchEvent e) => new()
    {
        Parts = e.Parts,
        Duration = e.Processing.ToDuration(),
        PowerMw = e.PowerMw,
        SetUpDuration = e.SetUp == TimeSpan.Zero ? null : e.SetUp.ToDuration(),
        SetUpPowerMw = e.SetUp == TimeSpan.Zero ? 0 : e.SetUpPowerMw,
    };
}
