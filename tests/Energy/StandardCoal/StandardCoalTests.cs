using FactoryTwin.Energy.Tests.Balances;
using FactoryTwin.Energy.Tests.Pricing;
using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.StandardCoal;
using FactoryTwin.Services.Energy.StandardCoal.Domain;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Energy.Tests.StandardCoal;

public class StandardCoalTests
{
    private const string Gbt = "coalFactorSets/gbt-2589-2020";

    /// <summary>1.0 GWh 122.9 + 200,000 m3 gas 266.0 + 50,000 t fresh water 12.855 + 10,000 GJ of heat 341.2.</summary>
    [Test]
    public async Task A_plants_comprehensive_energy_by_GBT_2589()
    {
        await using var energy = await EnergyHost.StartAsync();
        var answer = await Client(energy).CalculateStandardCoalAsync(Plant());
        Assert.That(answer.Lines.Select(l => Math.Round(l.Tce, 9)), Is.EqualTo(new[] { 122.9, 266.0, 12.855, 341.2 }).Within(1e-9));
        Assert.That(answer.TotalTce, Is.EqualTo(742.955).Within(1e-9));
        Assert.That((answer.Source.Standard, answer.Source.Edition, answer.Lines[0].Factor.Basis), Is.EqualTo(("GB/T 2589", "2020", CoalBasis.EquivalentValue)));

        var more = Plant();
        more.Amounts.Add(new EnergyAmount { Carrier = "electricity", Unit = "MWh", Quantity = 100, Kind = AmountKind.Exported });
        more.Amounts.Add(new EnergyAmount { Carrier = "diesel", Unit = "t", Quantity = -2, Kind = AmountKind.StockDraw });
        more.Amounts.Add(new EnergyAmount { Carrier = "natural-gas", Unit = "Nm3", Quantity = 1_000, Kind = AmountKind.RawMaterial });
        Assert.That((await Client(energy).CalculateStandardCoalAsync(more)).TotalTce, Is.EqualTo(742.955 - 12.29 - 2.9142 - 1.427356).Within(1e-9));
    }

    /// <summary>Every fuel's factor is its calorific value over that of standard coal, to the four places that the table has.</summary>
    [TestCase("raw-coal", 20_934), TestCase("crude-oil", 41_868), TestCase("gasoline", 43_124), TestCase("diesel", 42_705), TestCase("lpg", 50_242)]
    [TestCase("refinery-dry-gas", 46_055), TestCase("natural-gas", 38_979), TestCase("natural-gas-gas-field", 35_588), TestCase("lng", 51_498), TestCase("hydrogen", 9_756)]
    public void A_fuels_factor_agrees_with_its_calorific_value(string carrier, double kilojoules) =>
        Assert.That(CoalFactorStore.BuiltIn().Factors.Single(f => f.Carrier == carrier).KgcePerUnit, Is.EqualTo(kilojoules / 29_307.6).Within(0.0002));

    [Test]
    public void Heat_and_electricity_agree_with_the_joule()
    {
        Factor Of(string carrier) => CoalRequests.Factors(CoalFactorStore.BuiltIn()).Single(f => f.Carrier == carrier);
        Assert.That(Coal.Tonnes(Of("heat"), "kWh", 1_000_000), Is.EqualTo(Coal.Tonnes(Of("electricity"), "GWh", 1)).Within(0.1));
        Assert.That(Coal.Tonnes(Of("heat"), "t", 1), Is.Null);
    }

    [Test]
    public async Task Of_several_bases_the_asked_one_is_taken_and_told()
    {
        await using var energy = await EnergyHost.StartAsync();
        var set = (await Client(energy).GetCoalFactorSetAsync(new GetCoalFactorSetRequest { Name = Gbt })).Clone();
        set.Factors.Add(new CoalFactor { Carrier = "electricity", Unit = "kWh", KgcePerUnit = 0.3, Basis = CoalBasis.PrimaryEnergy, Note = "mean of the power stations" });
        await Client(energy).UpdateCoalFactorSetAsync(new UpdateCoalFactorSetRequest { CoalFactorSet = set });
        await energy.Host.RestartAsync();
        var plant = Plant();
        Assert.That((await Client(energy).CalculateStandardCoalAsync(plant)).TotalTce, Is.EqualTo(742.955).Within(1e-9), "the start does not write over what was changed");
        plant.Basis = CoalBasis.PrimaryEnergy;
        var answer = await Client(energy).CalculateStandardCoalAsync(plant);
        Assert.That((Math.Round(answer.TotalTce, 9), answer.Lines[0].Factor.KgcePerUnit), Is.EqualTo((920.055, 0.3)));
    }

    [Test]
    public async Task What_cannot_be_counted_is_refused_by_field()
    {
        await using var energy = await EnergyHost.StartAsync();
        var request = new CalculateStandardCoalRequest { Name = Gbt, Amounts = { new EnergyAmount { Carrier = "wood", Unit = "t", Quantity = 1 }, new EnergyAmount { Carrier = "diesel", Unit = "m3", Quantity = double.NaN }, new EnergyAmount { Carrier = "heat", Unit = "GJ", Quantity = -1 } } };
        var refused = await EnergyHost.RefusedAsync(async () => await Client(energy).CalculateStandardCoalAsync(request));
        Assert.That(refused.Select(f => f.Field), Is.EqualTo(new[] { "amounts[0].carrier", "amounts[1].quantity", "amounts[1].unit", "amounts[2].quantity" }));
        var set = new CoalFactorSet { DisplayName = "x", Factors = { new CoalFactor { Carrier = "a", Unit = "pint", KgcePerUnit = -1 }, new CoalFactor { Carrier = "a", Unit = "kg", KgcePerUnit = 1 } } };
        refused = await EnergyHost.RefusedAsync(async () => await Client(energy).CreateCoalFactorSetAsync(new CreateCoalFactorSetRequest { CoalFactorSetId = "x", CoalFactorSet = set }));
        Assert.That(refused.Select(f => f.Field[("coal_factor_set.".Length)..]), Is.EqualTo(new[] { "source.standard", "factors[0].unit", "factors[0].kgce_per_unit", "factors[0].basis", "factors[1].carrier", "factors[1].basis" }));
    }

    [Test]
    public async Task A_nodes_energy_is_counted_at_its_border_once()
    {
        await using var energy = await BalanceHost.StartAsync();
        await BalancesServiceTests.CountAsync(energy, (90, 10, 60, 36, 30, 28));
        var client = energy.Host.Grpc<FactoryTwin.Energy.V1.StandardCoal.StandardCoalClient>();
        var request = new QueryStandardCoalRequest { Name = "balanceNodes/site", StartTime = BalanceHost.T0.ToTimestamp(), EndTime = BalanceHost.T0.AddMinutes(15).ToTimestamp() };
        var site = await client.QueryStandardCoalAsync(request);
        Assert.That((site.Lines.Single().Meter, Math.Round(site.TotalTce * 1e6, 6), site.Complete), Is.EqualTo(("meters/main", 11_061.0, true)), "90 kWh of 0.1229; what the roof made is not bought");
        request.Name = "balanceNodes/area";
        Assert.That((await client.QueryStandardCoalAsync(request)).TotalTce, Is.EqualTo(60 * 0.1229 / 1_000).Within(1e-12));
        request.EndTime = BalanceHost.T0.AddMinutes(30).ToTimestamp();
        Assert.That((await client.QueryStandardCoalAsync(request)).Complete, Is.False);
    }

    private static FactoryTwin.Energy.V1.StandardCoal.StandardCoalClient Client(EnergyHost energy) => energy.Host.Grpc<FactoryTwin.Energy.V1.StandardCoal.StandardCoalClient>();

    private static CalculateStandardCoalRequest Plant() => new()
    {
        Name = Gbt,
        Amounts =
        {
            new EnergyAmount { Carrier = "electricity", Unit = "GWh", Quantity = 1 },
            new EnergyAmount { Carrier = "natural-gas", Unit = "m3", Quantity = 200_000 },
            new EnergyAmount { Carrier = "water", Unit = "t", Quantity = 50_000 },
            new EnergyAmount { Carrier = "heat", Unit = "GJ", Quantity = 10_000 },
        },
    };
}
