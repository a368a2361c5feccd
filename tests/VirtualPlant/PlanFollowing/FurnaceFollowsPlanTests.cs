using FactoryTwin.Events;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.VirtualPlant.Tests.Simulation;
using FactoryTwin.VirtualPlant.Tests.Support;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.VirtualPlant.Tests.PlanFollowing;

public sealed class FurnaceFollowsPlanTests
{
    // An event that comes again has a place of its own in the log.
    private static long lastOffset;

    private const double Speed = 60; // a batch of 2 takes 20 s, one of 1 takes 15 s, idling 10 s

    [Test]
    public async Task The_furnace_starts_each_batch_at_its_time_and_reports_size_and_parts()
    {
        await using var bench = await PlantBench.StartAsync(o => o.Speed = Speed);
        await PublishAsync(bench, 1, (2, 3, 23), (0, 23, 33), (1, 33, 48));
        var sizes = new List<double>();
        for (int second = 1; second <= 52; second++)
        {
            await bench.TickAsync();
            sizes.Add(await Value(bench, "301-XS-1001"));
        }

        double made = await Value(bench, "301-CQ-1001");
        Assert.Multiple(() =>
        {
            Assert.That(sizes[..3], Is.All.EqualTo(0));
            Assert.That(sizes[4..22], Is.All.EqualTo(2));
            Assert.That(sizes[23..33], Is.All.EqualTo(0));
            Assert.That(sizes[34..47], Is.All.EqualTo(1));
            Assert.That(sizes[48..], Is.All.EqualTo(0));
            Assert.That(made, Is.EqualTo(3));
        });
    }

    [Test]
    public async Task Another_machines_plan_is_none_of_its_business()
    {
        await using var bench = await PlantBench.StartAsync(o => o.Speed = Speed);
        await PublishAsync(bench, 1, "machines/furnace-2", (2, 1, 21));
        await bench.TickAsync(5);

        Assert.That(await Value(bench, "301-XS-1001"), Is.Zero);
    }

    [Test]
    public async Task The_plan_and_what_was_started_of_it_survive_a_restart()
    {
        await using var bench = await PlantBench.StartAsync(o => o.Speed = Speed);
        await PublishAsync(bench, 5, (2, 1, 21), (2, 30, 50));
        await bench.TickAsync(5);
        await bench.RestartAsync();
        await bench.TickAsync(20);
        Assert.That(await Value(bench, "301-CQ-1001"), Is.EqualTo(2));
        Assert.That(await Value(bench, "301-XS-1001"), Is.Zero);

        await bench.TickAsync(10);
        var machine = (await bench.Service.GetSimulation(new(), new TestCallContext())).Machine;
        Assert.Multiple(() =>
        {
            Assert.That(machine.BatchParts, Is.EqualTo(2));
            Assert.That(machine.PlanRevision, Is.EqualTo(5));
            Assert.That(machine.BatchStartTime.ToDateTimeOffset(), Is.EqualTo(PlantBench.Start.AddSeconds(30)).Within(TimeSpan.FromSeconds(1)));
            Assert.That(machine.BatchEndTime.ToDateTimeOffset(), Is.EqualTo(PlantBench.Start.AddSeconds(50)).Within(TimeSpan.FromSeconds(1)));
        });
    }

    [Test]
    public async Task A_plan_that_comes_again_or_late_changes_nothing()
    {
        await using var bench = await PlantBench.StartAsync(o => o.Speed = Speed);
        await PublishAsync(bench, 2, (1, 1, 16));
        await PublishAsync(bench, 1, (2, 1, 21));
        await bench.TickAsync(3);
        await PublishAsync(bench, 2, (1, 1, 16));
        await bench.TickAsync(20);

        Assert.That(await Value(bench, "301-CQ-1001"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_plan_without_a_feasible_schedule_lets_the_furnace_idle()
    {
        await using var bench = await PlantBench.StartAsync(o => o.Speed = Speed);
        var plan = Plan(1, (2, 1, 21));
        plan.Schedule.State = ScheduleState.Infeasible;
        await PublishAsync(bench, new PlanPublished { Machine = "machines/furnace-1", Plan = plan });
        await bench.TickAsync(5);

        Assert.That(await Value(bench, "301-XS-1001"), Is.Zero);
    }

    private static Task<double> Value(PlantBench bench, string tag) =>
        bench.Runner.ReadAsync(v => v.Simulation.Value(tag), CancellationToken.None);

    private static Task PublishAsync(PlantBench bench, long revision, params (int Parts, int Start, int End)[] events) =>
        PublishAsync(bench, revision, "machines/furnace-1", events);

    private static Task PublishAsync(PlantBench bench, long revision, string machine, params (int Parts, int Start, int End)[] events) =>
        PublishAsync(bench, new PlanPublished { Machine = machine, Plan = Plan(revision, events) });

    private static Task PublishAsync(PlantBench bench, PlanPublished published)
    {
        var item = CloudEvent.Of(published, "/services/scheduler", published.Machine, PlantBench.Start);
        return bench.Plans.HandleAsync(new EventBatch("scheduler.plans", 0, [new ReceivedEvent(Interlocked.Increment(ref lastOffset), item)]), CancellationToken.None);
    }

    /// <summary>Times in seconds from the bench's start.</summary>
    private static Plan Plan(long revision, params (int Parts, int Start, int End)[] events) => new()
    {
        Name = $"machines/furnace-1/plans/{revision}",
        Revision = revision,
        Schedule = new Schedule
        {
            State = ScheduleState.Feasible,
            Events =
            {
                events.Select(e => new ScheduledEvent
                {
                    Parts = e.Parts,
                    StartTime = PlantBench.Start.AddSeconds(e.Start).ToTimestamp(),
                    EndTime = PlantBench.Start.AddSeconds(e.End).ToTimestamp(),
                }),
            },
        },
    };
}
