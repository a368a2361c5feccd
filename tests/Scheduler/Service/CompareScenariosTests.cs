using FactoryTwin.Energy.V1;
using FactoryTwin.Scheduler.V1;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Scheduler.Tests.Service;

public class CompareScenariosTests
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Scenarios_are_compared_and_wrong_ones_refused_by_field()
    {
        await using var scheduler = await SchedulerHost.StartAsync(withPrices: false);
        var request = new CompareScenariosRequest
        {
            Instance = new PlanScheduleRequest { Model = SchedulerHost.Model(), StartTime = T0.ToTimestamp(), Demands = { new Demand { Parts = 6, DueTime = T0.AddHours(5).ToTimestamp() } } },
            Scenarios = { Scenario(1, 40, 90, 40, 40, 90), Scenario(3, 40, 20, 90, 90, 20) },
            NoticeDuration = Duration.FromTimeSpan(TimeSpan.FromHours(1)),
        };
        request.Instance.Model.AllowConsecutiveIdle = true;
        var answer = await scheduler.Host.Grpc<Studies.StudiesClient>(service: "scheduler").CompareScenariosAsync(request);
        Assert.That((answer.State, answer.Scenarios.Count), Is.EqualTo((ScheduleState.Feasible, 2)));
        Assert.That(answer.ForesightObjective, Is.LessThanOrEqualTo(Math.Min(answer.FixedObjective, answer.ReplannedObjective) + 1e-9));
        Assert.That(answer.ReplannedObjective, Is.EqualTo((answer.Scenarios[0].Replanned.Objective + (3 * answer.Scenarios[1].Replanned.Objective)) / 4).Within(1e-9));

        request.Scenarios[1].Weight = 0;
        request.Scenarios[0].Prices.RemoveAt(4);
        Assert.That(await RefusedAsync(), Is.EqualTo(new[] { "scenarios[0].prices", "scenarios[1].weight" }));
        request.Scenarios.Clear();
        request.NoticeDuration = new Duration { Seconds = -1 };
        Assert.That(await RefusedAsync(), Is.EqualTo(new[] { "scenarios", "notice_duration" }));
        request.Instance = null;
        Assert.That(await RefusedAsync(), Does.Contain("instance"));

        Task<List<string>> RefusedAsync() => SchedulerHost.RefusedAsync(() => scheduler.Host.Grpc<Studies.StudiesClient>(service: "scheduler").CompareScenariosAsync(request).ResponseAsync);
    }

    private static PriceScenario Scenario(double weight, params double[] hours) => new()
    {
        Weight = weight,
        Prices = { hours.Select((p, h) => new PriceStep { StartTime = T0.AddHours(h).ToTimestamp(), EndTime = T0.AddHours(h + 1).ToTimestamp(), PricePerMwh = p }) },
    };
}
