using FactoryTwin.Energy.Tests.Balances;
using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Services.Energy.Baselines;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Energy.Tests.Baselines;

public class EnpiMonitorTests
{
    private const int Seen = 20;

    /// <summary>A quarter of an hour takes 5 and 3 for each ton that is made; after those that the baseline has seen, more or less by a factor (NaN: no reading).</summary>
    [Test]
    public async Task A_deviation_is_announced_once_whatever_restarts_gaps_and_evaluations_come_between()
    {
        await using var energy = await BalanceHost.StartAsync();
        var name = await StartAsync(energy);
        double[] factors = [1, 1.3, 1, 1.3, double.NaN, 1.4, 1.2, 1.05, 1, 0.5, 0.5, 1];
        await CountAsync(energy, factors);
        await LookAsync(energy, 1);
        Assert.That(await energy.Host.Grpc<FactoryTwin.Energy.V1.Baselines.BaselinesClient>().ListEnpiDeviationsAsync(new ListEnpiDeviationsRequest { Parent = "energyBaselines/-" }), Is.EqualTo(new ListEnpiDeviationsResponse()), "no version is approved");
        await Client(energy).ApproveEnergyBaselineAsync(new ApproveEnergyBaselineRequest { Name = name });
        for (var quarter = 1; quarter <= 7; quarter++)
        {
            await LookAsync(energy, quarter);
            await LookAsync(energy, quarter);
        }
        Assert.That((await ListAsync(energy)).Single(), Is.EqualTo((3, -1, 2, 0, 1.3)), "alone quarter 1 is none; of 4 and 5 nothing is known");
        await energy.Host.RestartAsync();
        await LookAsync(energy, 12);
        await LookAsync(energy, 12);
        Assert.That(await ListAsync(energy), Is.EqualTo(new[] { (9, 11, 2, 0, 0.5), (3, 7, 2, 0, 1.3) }));

        var heard = await Heard.OfAsync(energy.Host, "energy.enpis", 4);
        Assert.That(heard.Select(h => (h.Event.Key, h.Event.Type)), Is.EqualTo(new[] { EnpiDeviated.Descriptor, EnpiRecovered.Descriptor, EnpiDeviated.Descriptor, EnpiRecovered.Descriptor }.Select(d => (name, d.FullName))));
        var began = heard[0].Event.Payload<EnpiDeviated>();
        Assert.That((began.EnergyBaseline, began.Deviation.Version, began.Deviation.Unit, began.Deviation.Rule.DeviationPercent, began.Deviation.Worst.Enpi), Is.EqualTo((name, 1, "kWh", 10.0, 1.3)).Within(1e-9));
        Assert.That((await Client(energy).ListEnpiDeviationsAsync(new ListEnpiDeviationsRequest { Parent = name, Filter = "active=true" })).EnpiDeviations, Is.Empty);
    }

    [Test]
    public async Task Nothing_is_said_where_data_lack()
    {
        await using var energy = await BalanceHost.StartAsync();
        var name = await StartAsync(energy);
        await Client(energy).ApproveEnergyBaselineAsync(new ApproveEnergyBaselineRequest { Name = name });
        // Twice the energy, but at a load that the baseline has not seen; then no readings at all.
        await energy.CountAsync("made", Seen, 500, 500, 500);
        await energy.CountAsync("main", Seen, 3_010, 3_010, 3_010);
        await LookAsync(energy, 12);
        Assert.That(await ListAsync(energy), Is.Empty);
        var enpi = await Client(energy).CalculateEnpiAsync(new CalculateEnpiRequest { Name = name, Observations = { new BaselineObservation { Energy = 3_010, Values = { 500 } } } });
        Assert.That((enpi.Periods.Single().Verdict, enpi.Reliable), Is.EqualTo((EnpiVerdict.NotJudged, false)));
    }

    /// <summary>A draft over the first 20 quarters of an hour, with a rule of 10 % and two in a row.</summary>
    private static async Task<string> StartAsync(BalanceHost energy)
    {
        await energy.MeterAsync("made", "product", "t");
        await energy.CountAsync("made", 0, [.. Enumerable.Range(1, Seen).Select(i => (double)i)]);
        await energy.CountAsync("main", 0, [.. Enumerable.Range(1, Seen).Select(i => 5 + (3.0 * i))]);
        var baseline = BaselinesServiceTests.Baseline(0);
        baseline.Meters = new BaselineMeters { EnergyMeter = "meters/main", VariableMeters = { "meters/made" }, StartTime = BalanceHost.T0.ToTimestamp(), EndTime = BalanceHost.T0.AddMinutes(15 * Seen).ToTimestamp(), Period = new Duration { Seconds = 900 } };
        baseline.EnpiRule = new EnpiRule { DeviationPercent = 10, Source = new LimitSource { Standard = "[D]" } };
        return (await Client(energy).CreateEnergyBaselineAsync(new CreateEnergyBaselineRequest { EnergyBaselineId = "site", EnergyBaseline = baseline })).Name;
    }

    private static async Task CountAsync(BalanceHost energy, double[] factors)
    {
        await energy.CountAsync("made", Seen, [.. factors.Select(_ => 10.0)]);
        await energy.CountAsync("main", Seen, [.. factors.Select(f => f * 35)]);
    }

    private static Task LookAsync(BalanceHost energy, int quarters) => energy.LookAsync<EnpiMonitor>(BalanceHost.T0.AddMinutes((15 * (Seen + quarters)) + 5));

    private static FactoryTwin.Energy.V1.Baselines.BaselinesClient Client(BalanceHost energy) => energy.Host.Grpc<FactoryTwin.Energy.V1.Baselines.BaselinesClient>();

    private static async Task<List<(int Start, int End, int Periods, int Unjudged, double Worst)>> ListAsync(BalanceHost energy) =>
        [.. (await Client(energy).ListEnpiDeviationsAsync(new ListEnpiDeviationsRequest { Parent = "energyBaselines/-" })).EnpiDeviations.Select(d => (
            Quarter(d.StartTime), d.EndTime is null ? -1 : Quarter(d.EndTime), d.Periods, d.UnjudgedPeriods, Math.Round(d.Worst.Enpi, 6)))];

    private static int Quarter(Timestamp time) => (int)((time.ToDateTimeOffset() - BalanceHost.T0).TotalMinutes / 15) - Seen;
}
