using FactoryTwin.Energy.Tests.Balances;
using FactoryTwin.Energy.Tests.Pricing;
using FactoryTwin.Energy.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Energy.Tests.Baselines;

public class BaselinesServiceTests
{
    /// <summary>E = 50 + 2 production, wrong by 1 and -1 in turn.</summary>
    [Test]
    public async Task Energy_is_compared_with_what_its_baseline_expects()
    {
        await using var energy = await EnergyHost.StartAsync();
        var made = await CreateAsync(energy, Baseline(12));
        Assert.That((made.Accepted, made.FitFaults.Count, made.Fit.Terms[1].Low, made.Fit.Terms[1].High), Is.EqualTo((true, 0, 10.0, 120.0)));
        Assert.That(made.Fit.Terms[1].Coefficient, Is.EqualTo(2).Within(0.01));
        await Client(energy).ApproveEnergyBaselineAsync(new ApproveEnergyBaselineRequest { Name = made.Name });
        await energy.Host.RestartAsync();
        var request = new CalculateEnpiRequest { Name = made.Name, Observations = { Of(240, 100), Of(90, 20), Of(310, 130) } };
        var enpi = await Client(energy).CalculateEnpiAsync(request);
        var (a, b) = (made.Fit.Terms[0].Coefficient, made.Fit.Terms[1].Coefficient);
        Assert.That(enpi.Periods.Select(p => p.ExpectedEnergy), Is.EqualTo(new[] { a + (100 * b), a + (20 * b), a + (130 * b) }).Within(1e-9));
        Assert.That(enpi.Periods.Select(p => p.CumulativeSaving), Is.EqualTo(new[] { a + (100 * b) - 240, (2 * a) + (120 * b) - 330, (3 * a) + (250 * b) - 640 }).Within(1e-9));
        Assert.That((enpi.ActualEnergy, enpi.Enpi), Is.EqualTo((640.0, 640 / ((3 * a) + (250 * b)))).Within(1e-12));
        Assert.That((enpi.Reliable, enpi.Reasons.Single()), Is.EqualTo((false, "'production' is outside of the range that the baseline has seen in 1 of 3 periods")));
        request.Observations.RemoveAt(2);
        Assert.That((await Client(energy).CalculateEnpiAsync(request)).Reliable, Is.True);
    }

    [Test]
    public async Task A_bad_fit_says_so_wherever_it_is_used()
    {
        await using var energy = await EnergyHost.StartAsync();
        var bad = await CreateAsync(energy, Baseline(8));
        Assert.That((bad.Accepted, bad.FitFaults.Single()), Is.EqualTo((false, "8 observations are fewer than 12")));
        var enpi = await Client(energy).CalculateEnpiAsync(new CalculateEnpiRequest { Name = bad.Name, Observations = { Of(240, 50) } });
        Assert.That((enpi.Reliable, enpi.Approved, enpi.Periods.Single().Verdict), Is.EqualTo((false, false, EnpiVerdict.NotJudged)));
        Assert.That(enpi.Reasons, Is.EqualTo(new[] { "the baseline is not approved: version 1 is a draft", "the baseline's fit is bad: 8 observations are fewer than 12" }));
        await EnergyHost.RefusedAsync(async () => await Client(energy).ApproveEnergyBaselineAsync(new ApproveEnergyBaselineRequest { Name = bad.Name }), StatusCode.FailedPrecondition);
        Assert.That((await Client(energy).ListEnergyBaselinesAsync(new ListEnergyBaselinesRequest { Filter = "accepted=true" })).EnergyBaselines, Is.Empty);
        await Client(energy).DeleteEnergyBaselineAsync(new DeleteEnergyBaselineRequest { Name = bad.Name });
        await EnergyHost.RefusedAsync(async () => await Client(energy).GetEnergyBaselineAsync(new GetEnergyBaselineRequest { Name = bad.Name }), StatusCode.NotFound);
    }

    [Test]
    public async Task Observations_are_read_from_meters_and_a_period_with_a_gap_is_none()
    {
        await using var energy = await BalanceHost.StartAsync();
        await energy.MeterAsync("made", "product", "t");
        double[] made = [.. Enumerable.Range(1, 20).Select(i => i == 7 ? double.NaN : i)];
        await energy.CountAsync("made", 0, made);
        await energy.CountAsync("main", 0, [.. Enumerable.Range(1, 20).Select(i => 5 + (3.0 * i))]);
        var baseline = Baseline(0);
        baseline.Meters = new BaselineMeters { EnergyMeter = "meters/main", VariableMeters = { "meters/made" }, StartTime = BalanceHost.T0.ToTimestamp(), EndTime = BalanceHost.T0.AddHours(5).ToTimestamp(), Period = new Duration { Seconds = 900 } };
        var client = energy.Host.Grpc<FactoryTwin.Energy.V1.Baselines.BaselinesClient>();
        var fitted = await client.CreateEnergyBaselineAsync(new CreateEnergyBaselineRequest { EnergyBaselineId = "x", EnergyBaseline = baseline });
        Assert.That((fitted.Unit, fitted.SkippedPeriods, fitted.Observations.Count), Is.EqualTo(("kWh", 2, 18)), "the reading after the gap is of both");
        Assert.That(fitted.Fit.Terms.Select(t => t.Coefficient), Is.EqualTo(new[] { 5.0, 3.0 }).Within(1e-9));
        Assert.That((await client.CalculateEnpiAsync(new CalculateEnpiRequest { Name = fitted.Name, Meters = baseline.Meters })).Enpi, Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public async Task What_cannot_be_fitted_is_refused_by_field()
    {
        await using var energy = await EnergyHost.StartAsync();
        var wrong = new EnergyBaseline { DisplayName = "x", Variables = { "a", "a", "constant" }, Observations = { new BaselineObservation { Energy = double.NaN, Values = { 1, double.PositiveInfinity } } }, Limits = new FitLimits { MinRSquared = 2 } };
        var refused = await EnergyHost.RefusedAsync(() => CreateAsync(energy, wrong));
        Assert.That(refused.Select(f => f.Field["energy_baseline.".Length..]), Is.EqualTo(new[]
        {
            "variables[1]", "variables[2]", "limits.min_r_squared", "limits.source.standard", "observations[0].energy", "observations[0].values", "observations[0].values[1]",
        }));
        Assert.That((await EnergyHost.RefusedAsync(() => CreateAsync(energy, Baseline(2)))).Single().Description, Is.EqualTo("2 are too few for 1 variables; at least 3 are needed"));
        var flat = Baseline(12);
        foreach (var one in flat.Observations) one.Values[0] = 7;
        Assert.That((await EnergyHost.RefusedAsync(() => CreateAsync(energy, flat))).Single(), Is.EqualTo(("energy_baseline.variables[0]", "'production' does not change, or follows from the variables before it")));
        Assert.That((await EnergyHost.RefusedAsync(() => CreateAsync(energy, Baseline(0)))).Single().Field, Is.EqualTo("energy_baseline.observations"));
    }

    internal static EnergyBaseline Baseline(int count) => new()
    {
        DisplayName = "Line 1",
        Unit = "MWh",
        Variables = { "production" },
        Observations = { Enumerable.Range(1, count).Select(i => Of(50 + (20 * i) + (i % 2 == 0 ? 1 : -1), 10 * i)) },
        Limits = new FitLimits { MinRSquared = 0.75, MaxP = 0.1, MaxCvRmsePercent = 20, MinObservations = 12, Source = new LimitSource { Standard = "[D]" } },
    };

    internal static BaselineObservation Of(double used, double production) => new() { Energy = used, Values = { production } };

    internal static FactoryTwin.Energy.V1.Baselines.BaselinesClient Client(EnergyHost energy) => energy.Host.Grpc<FactoryTwin.Energy.V1.Baselines.BaselinesClient>();

    internal static async Task<EnergyBaseline> CreateAsync(EnergyHost energy, EnergyBaseline baseline) =>
        await Client(energy).CreateEnergyBaselineAsync(new CreateEnergyBaselineRequest { EnergyBaselineId = "line-1", EnergyBaseline = baseline });
}
