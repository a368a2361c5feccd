using FactoryTwin.Energy.V1;
using FactoryTwin.Scheduler.Tests.Parallel;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Services.Scheduler.Planning;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Scheduler.Tests.Service;

public class PlanFleetScheduleTests
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private SchedulerHost _scheduler = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _scheduler = await SchedulerHost.StartAsync(withPrices: false);

    [OneTimeTearDown]
    public async Task StopAsync() => await _scheduler.DisposeAsync();

    [Test]
    public async Task A_fleet_is_scheduled_with_its_gap()
    {
        var request = Instance();
        var answer = (await PlanAsync(request)).Schedule;
        Assert.That(answer.State, Is.EqualTo(ScheduleState.Feasible));
        Assert.That(answer.GapPercent, Is.InRange(0, 1));
        Assert.That((answer.Machines.Count, answer.Parts), Is.EqualTo((3, 40)));

        // The checker reads the request's instance; times and costs are the answer's.
        var fleet = FleetCheck.Checked(request);
        var read = FleetCheck.Decide(fleet, default);
        Assert.That(FleetChecker.Faults(fleet, read), Is.Empty);
        Assert.That(answer, Is.EqualTo(read.ToMessage(request.Demands)));
        Assert.That(answer.Machines.Sum(m => m.Events.Sum(e => e.EnergyCost)), Is.EqualTo(answer.EnergyCost).Within(1e-9));
        Assert.That(answer.Objective, Is.EqualTo(answer.EnergyCost / 40).Within(1e-9));
    }

    [Test]
    public async Task The_same_fleet_goes_in_by_REST()
    {
        using var body = new StringContent(Google.Protobuf.JsonFormatter.Default.Format(Instance()), System.Text.Encoding.UTF8, "application/json");
        using var answer = await _scheduler.Host.Rest(service: "scheduler").PostAsync("/v1/schedules:planFleet", body);
        var json = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, json);
        Assert.That(Google.Protobuf.JsonParser.Default.Parse<PlanFleetScheduleResponse>(json), Is.EqualTo(await PlanAsync(Instance())));
    }

    [Test]
    public async Task A_demand_that_cannot_be_met_is_named()
    {
        var request = Instance();
        (request.Demands[0].Parts, request.Demands[1].Parts) = (43, 100);
        var answer = (await PlanAsync(request)).Schedule;
        Assert.That((answer.State, answer.InfeasibleField, answer.HasLowerBound, answer.Machines.Count), Is.EqualTo((ScheduleState.Infeasible, "demands[0]", false, 0)));
        Assert.That(answer.InfeasibleReason, Does.Contain("At least 43 parts by 2026-03-02 04:00:00 UTC").And.Contain("42 are the most that all machines together"));
    }

    [Test]
    public async Task A_site_is_scheduled_with_its_peak_and_solar_power()
    {
        var request = Instance();
        request.Site = new Site { MeteringInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(15)), DemandChargePerMw = 30, ContractedPowerMw = 3.5 };
        request.Site.Solar.Add(new SolarStep { StartTime = T0.AddHours(5).ToTimestamp(), EndTime = T0.AddHours(8).ToTimestamp(), PowerMw = 1, ExportPricePerMwh = 10 });
        var answer = (await PlanAsync(request)).Schedule;
        Assert.That(answer.State, Is.EqualTo(ScheduleState.Feasible), answer.InfeasibleReason);
        Assert.That((answer.PeakMw <= 3.5 + 1e-9, answer.SolarSaving > 0), Is.EqualTo((true, true)));
        Assert.That(answer.DemandCost, Is.EqualTo(30 * answer.PeakMw).Within(1e-9));
        Assert.That(answer.Objective, Is.EqualTo((answer.EnergyCost - answer.SolarSaving + answer.DemandCost) / 40).Within(1e-9));
        Assert.That(answer.LowerBound, Is.LessThanOrEqualTo(answer.Objective + 1e-9));
        request.Site.ContractedPowerMw = 0.1;
        answer = (await PlanAsync(request)).Schedule;
        Assert.That((answer.State, answer.InfeasibleField), Is.EqualTo((ScheduleState.Infeasible, "site.contracted_power_mw")));
    }

    private static IEnumerable<TestCaseData> Absurd =>
    [
        Case("no machine", r => r.Machines.Clear(), "machines"),
        Case("too many machines", r => r.Machines.Add(Enumerable.Repeat(r.Machines[0], 50)), "machines"),
        Case("no model", r => r.Machines[1].Model = null, "machines[1].model"),
        Case("negative power", r => r.Machines[2].Model.Sizes[1].PowerMw = -1, "machines[2].model.sizes[1].power_mw"),
        Case("an allowance of one machine", r => r.Machines[0].Model.InventoryAllowance = 1, "machines[0].model.inventory_allowance"),
        Case("a weight of one machine", r => r.Machines[0].Model.InventoryWeight = 1, "machines[0].model.inventory_weight"),
        Case("a previous event that is no size", r => r.Machines[0].PreviousEvent = 9, "machines[0].previous_event"),
        Case("nothing due", r => r.Demands.Clear(), "demands"),
        Case("a negative demand", r => r.Demands[0].Parts = -1, "demands[0].parts"),
        Case("demands that contradict each other", r => r.Demands[1].Parts = 1, "demands[1]"),
        Case("no prices", r => r.Prices.Clear(), "prices"),
        Case("a gap in the prices", r => r.Prices.RemoveAt(3), "prices"),
        Case("an infinite price", r => r.Prices[2].PricePerMwh = double.PositiveInfinity, "prices[2].price_per_mwh"),
        Case("no start", r => r.StartTime = null, "start_time"),
        Case("too large an allowance", r => r.InventoryAllowance = 51, "inventory_allowance"),
        Case("a negative weight", r => r.InventoryWeight = -1, "inventory_weight"),
        Case("an interval that a day is no multiple of", r => r.Site = new Site { MeteringInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(17)) }, "site.metering_interval"),
        Case("a negative demand charge", r => r.Site = new Site { MeteringInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(15)), DemandChargePerMw = -1 }, "site.demand_charge_per_mw"),
        Case("a demand charge that is no number", r => r.Site = new Site { MeteringInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(15)), DemandChargePerMw = double.NaN }, "site.demand_charge_per_mw"),
        Case("a contract for nothing", r => r.Site = new Site { MeteringInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(15)), ContractedPowerMw = 0 }, "site.contracted_power_mw"),
        Case("an absurd contract", r => r.Site = new Site { MeteringInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(15)), ContractedPowerMw = 1e7 }, "site.contracted_power_mw"),
        Case("no metering interval", r => r.Site = new Site(), "site.metering_interval"),
        Case("a demand due before the start", r => r.Demands[0].DueTime = T0.AddHours(-1).ToTimestamp(), "demands[0].due_time"),
        Case("an absurd demand", r => r.Demands[1].Parts = int.MaxValue, "demands[1].parts"),
        Case("prices that change within an interval", r => r.Site = new Site { MeteringInterval = Duration.FromTimeSpan(TimeSpan.FromHours(2)) }, "prices"),
        Case("feed-in above the price", r => r.Site = new Site { MeteringInterval = Duration.FromTimeSpan(TimeSpan.FromHours(1)), Solar = { new SolarStep { StartTime = T0.ToTimestamp(), EndTime = T0.AddHours(1).ToTimestamp(), PowerMw = 1, ExportPricePerMwh = 900 } } }, "site.solar[0].export_price_per_mwh"),
        Case("durations that share no divisor over a long horizon", Odd, "machines"),
    ];

    [TestCaseSource(nameof(Absurd))]
    public async Task Absurd_input_is_refused_by_field(object change, string field)
    {
        var request = Instance();
        ((Action<PlanFleetScheduleRequest>)change)(request);
        Assert.That(await SchedulerHost.RefusedAsync(() => PlanAsync(request)), Is.EqualTo(new[] { field }));
    }

    private static TestCaseData Case(string name, Action<PlanFleetScheduleRequest> change, string field) => new TestCaseData(change, field).SetArgDisplayNames(name);

    private static void Odd(PlanFleetScheduleRequest request)
    {
        request.Machines[0].Model.Sizes[0].Duration = new Duration { Seconds = 61, Nanos = 300_000_000 };
        request.Machines[0].Model.Sizes[1].Duration = new Duration { Seconds = 907, Nanos = 100_000_000 };
        request.Demands[1].DueTime = T0.AddDays(300).ToTimestamp();
        request.Prices.Clear();
        request.Prices.Add(new PriceStep { StartTime = T0.ToTimestamp(), EndTime = T0.AddDays(300).ToTimestamp(), PricePerMwh = 40 });
    }

    private static PlanFleetScheduleRequest Instance()
    {
        var request = new PlanFleetScheduleRequest { StartTime = T0.ToTimestamp() };
        for (var m = 0; m < 3; m++)
        {
            var model = new BatchModel { Capacity = 2, AllowConsecutiveIdle = true };
            for (var b = 0; b <= 2; b++)
                model.Sizes.Add(new BatchSize { Parts = b, Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(b == 0 ? 15 : 30 + (15 * (m % 2)))), PowerMw = b == 0 ? 0.02 : 0.4 + (0.1 * m) + (0.3 * b) });
            request.Machines.Add(new FleetMachine { Model = model });
        }
        request.Demands.Add(new Demand { Parts = 12, DueTime = T0.AddHours(4).ToTimestamp() });
        request.Demands.Add(new Demand { Parts = 40, DueTime = T0.AddHours(12).ToTimestamp() });
        for (var h = 0; h < 12; h++)
            request.Prices.Add(new PriceStep { StartTime = T0.AddHours(h).ToTimestamp(), EndTime = T0.AddHours(h + 1).ToTimestamp(), PricePerMwh = 30 + (17 * h % 40) });
        return request;
    }

    private Task<PlanFleetScheduleResponse> PlanAsync(PlanFleetScheduleRequest request) => _scheduler.Plans.PlanFleetScheduleAsync(request).ResponseAsync;
}
