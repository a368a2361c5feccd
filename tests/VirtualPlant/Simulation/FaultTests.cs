using FactoryTwin.Services.VirtualPlant.Simulation.Domain;

namespace FactoryTwin.VirtualPlant.Tests.Simulation;

public sealed class FaultTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(30);

    [TestCase("A")]
    [TestCase("B")]
    public void A_worn_bearing_shows_in_vibration_temperature_and_power_of_its_compressor_only(string machine)
    {
        string other = machine == "A" ? "B" : "A";
        var healthy = Sim.New().After(Settle);
        var worn = Sim.New();
        worn.Faults.Set($"compressor-{(machine == "A" ? 'a' : 'b')}-bearing-wear", 1);
        worn.Advance(Settle);

        Assert.Multiple(() =>
        {
            Assert.That(worn.Value("101-VT-2001" + machine), Is.GreaterThan(7.1), "zone D of ISO 20816-3, group 1 rigid");
            Assert.That(worn.Value("101-TT-2002" + machine), Is.GreaterThan(healthy.Value("101-TT-2002" + machine) + 25));
            Assert.That(worn.Mean("101-JT-2001" + machine, 60), Is.GreaterThan(healthy.Mean("101-JT-2001" + machine, 60) * 1.02));
            Assert.That(worn.Value("101-VT-2001" + other), Is.LessThan(2.3));
        });
    }

    [Test]
    public void Wear_grows_slowly_and_with_severity()
    {
        var half = Sim.New();
        half.Faults.Set("compressor-a-bearing-wear", 0.5);
        double early = half.After(TimeSpan.FromSeconds(60)).Value("101-VT-2001A");
        double late = half.After(Settle).Value("101-VT-2001A");

        Assert.That(early, Is.LessThan(late - 1));
        Assert.That(late, Is.InRange(4.0, 6.5));
    }

    [Test]
    public void A_stuck_transmitter_freezes_with_good_quality_while_the_plant_moves_on()
    {
        var simulation = Sim.New().After(TimeSpan.FromMinutes(5));
        double frozen = simulation.Value("101-FT-3002");
        simulation.Faults.Set("sales-flow-stuck", 1);
        simulation.Advance(Settle);

        var shown = simulation.Read().Single(v => v.Tag.Id == "101-FT-3002");
        Assert.Multiple(() =>
        {
            Assert.That((shown.Value, shown.Quality), Is.EqualTo((frozen, ValueQuality.Good)));
            Assert.That(simulation.Plant.Header.SalesFlow * 3.6, Is.Not.EqualTo(frozen).Within(1e-6));
        });

        simulation.Faults.Set("sales-flow-stuck", 0);
        simulation.Advance(TimeSpan.FromSeconds(1));
        Assert.That(simulation.Value("101-FT-3002"), Is.Not.EqualTo(frozen));
    }

    [Test]
    public void A_controller_believes_its_stuck_transmitter_and_the_vessel_still_cannot_overflow()
    {
        var simulation = Sim.New().After(TimeSpan.FromMinutes(5));
        simulation.Faults.Set("separator-level-stuck", 1);
        double lowest = 100, highest = 0;
        for (int hour = 0; hour < 48; hour++)
        {
            double level = simulation.After(TimeSpan.FromHours(1)).Plant.Separator.CondensateLevel;
            (lowest, highest) = (Math.Min(lowest, level), Math.Max(highest, level));
        }

        Assert.Multiple(() =>
        {
            Assert.That(highest - lowest, Is.GreaterThan(15), "the true level wanders off");
            Assert.That(highest, Is.LessThan(100));
            Assert.That(lowest, Is.GreaterThanOrEqualTo(0));
        });
    }

    [Test]
    public void An_air_leak_pulls_the_receiver_below_its_normal_pressure()
    {
        var simulation = Sim.New();
        simulation.Faults.Set("instrument-air-leak", 1);

        Assert.That(simulation.After(Settle).Value("502-PT-1001"), Is.LessThan(700));
    }

    [Test]
    public void A_tank_leak_empties_the_tank_past_its_pumps_stop_level()
    {
        var simulation = Sim.New();
        simulation.Faults.Set("condensate-tank-leak", 1);
        simulation.Advance(TimeSpan.FromHours(3));
        double through = simulation.Plant.CondensateTank.LeakFlow;

        Assert.That(through, Is.GreaterThan(0.5));
    }

    [Test]
    public void Every_kind_of_fault_is_there_and_every_stuck_one_names_a_tag() => Assert.Multiple(() =>
    {
        Assert.That(FaultDefinition.All, Has.Count.GreaterThanOrEqualTo(5));
        Assert.That(FaultDefinition.All.Select(f => f.Kind).Distinct(), Is.EquivalentTo(Enum.GetValues<FaultKind>()));
        Assert.That(FaultDefinition.All.Select(f => f.Id), Is.Ordered.Using<string>(StringComparer.Ordinal));
        foreach (var fault in FaultDefinition.All)
            Assert.That(fault.Kind == FaultKind.StuckSensor, Is.EqualTo(TagTable.All.Any(t => t.Id == fault.Tag)), fault.Id);
    });

    [TestCase(-0.1)]
    [TestCase(1.1)]
    [TestCase(double.NaN)]
    public void A_severity_outside_zero_to_one_is_refused(double severity) =>
        Assert.Throws<ArgumentException>(() => Sim.New().Faults.Set("instrument-air-leak", severity));
}
