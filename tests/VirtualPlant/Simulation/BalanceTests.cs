using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.VirtualPlant.Tests.Simulation;

public sealed class BalanceTests
{
    /// <summary>Percent: nine digits better than a plant's meters, three worse than rounding.</summary>
    private const double Rounding = 1e-9;

    [Test]
    public void Mass_and_energy_balances_close_over_any_run_with_any_faults_and_batches()
    {
        var inputs = ArbMap.Default.ArbFor<(int Seed, (byte Fault, byte Severity, short Seconds, byte Parts)[] Inputs)>();
        Prop.ForAll(inputs, run =>
        {
            var simulation = Sim.New(run.Seed);
            foreach (var input in run.Inputs ?? [])
            {
                var fault = FaultDefinition.All[input.Fault % FaultDefinition.All.Count];
                simulation.Faults.Set(fault.Id, input.Severity / 255.0);
                if (input.Parts % 3 > 0) simulation.TryStartBatch(input.Parts % 3);
                simulation.Advance(TimeSpan.FromSeconds(Math.Abs(input.Seconds % 3000)));
            }

            return simulation.MassBalance.ImbalancePercent < Rounding
                && simulation.EnergyBalance.ImbalancePercent < Rounding
                && simulation.Plant.Ledger.Holdups.All(h => h.MassKg >= 0 && double.IsFinite(h.EnergyKj))
                && simulation.Read().All(v => double.IsFinite(v.Value));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20261122, 297));
    }

    [Test]
    public void The_flows_that_the_units_report_account_for_the_change_of_what_they_hold()
    {
        var simulation = Sim.New().After(TimeSpan.FromMinutes(5));
        simulation.Faults.Set("sales-header-leak", 0.7);
        simulation.Faults.Set("condensate-tank-leak", 0.4);
        var plant = simulation.Plant;
        double heldBefore = Held(plant), net = 0;
        for (int second = 0; second < 7200; second++)
        {
            simulation.Advance(TimeSpan.FromSeconds(1));
            net += plant.Separator.FeedGas + plant.Separator.FeedCondensate + plant.Separator.FeedWater
                - plant.Header.SalesFlow - plant.Header.FuelFlow - plant.Header.LeakFlow
                - plant.CondensateTank.ExportFlow - plant.CondensateTank.LeakFlow - plant.WaterTank.ExportFlow;
        }

        Assert.That(net, Is.EqualTo(Held(plant) - heldBefore).Within(1e-6));
    }

    [Test]
    public void What_leaks_is_lost_to_the_meters_but_not_to_the_books()
    {
        var simulation = Sim.New().After(TimeSpan.FromMinutes(10));
        simulation.Faults.Set("sales-header-leak", 1);
        simulation.Advance(TimeSpan.FromMinutes(20));

        double before = simulation.Plant.Outside.Leaks.MassOutKg;
        double missing = MeasuredGasGap(simulation, 600);

        Assert.Multiple(() =>
        {
            Assert.That(simulation.Plant.Outside.Leaks.MassOutKg - before, Is.EqualTo(0.8 * 600).Within(15));
            Assert.That(missing, Is.EqualTo(0.8 * 3.6).Within(0.15), "t/h that compressors deliver and neither sales nor fuel meter sees");
            Assert.That(simulation.MassBalance.ImbalancePercent, Is.LessThan(Rounding));
        });
    }

    [Test]
    public void Without_a_leak_the_gas_meters_agree()
    {
        var simulation = Sim.New().After(TimeSpan.FromMinutes(30));

        Assert.That(MeasuredGasGap(simulation, 600), Is.EqualTo(0).Within(0.15));
    }

    [TestCase(100, 90, 10, 0)]
    [TestCase(100, 90, 9, 1)]
    [TestCase(100, 90, 12, 2)]
    [TestCase(0, 0, 0, 0)]
    public void Imbalance_is_what_in_out_and_holdup_do_not_explain(double entered, double left, double held, double percent) =>
        Assert.That(new Balance(entered, left, held).ImbalancePercent, Is.EqualTo(percent));

    /// <summary>Mean t/h over the time: compressors less sales less fuel, by the instruments.</summary>
    private static double MeasuredGasGap(PlantSimulation simulation, int seconds)
    {
        double sum = 0;
        for (int i = 0; i < seconds; i++)
        {
            simulation.Advance(TimeSpan.FromSeconds(1));
            sum += simulation.Value("101-FT-2001A") + simulation.Value("101-FT-2001B")
                - simulation.Value("101-FT-3002") - simulation.Value("402-FT-1001") / 1000;
        }

        return sum / seconds;
    }

    private static double Held(Plant plant) =>
        plant.Separator.Gas.MassKg + plant.Separator.Condensate.MassKg + plant.Separator.Water.MassKg + plant.Header.Gas.MassKg
        + plant.CondensateTank.Liquid.MassKg + plant.WaterTank.Liquid.MassKg;
}
