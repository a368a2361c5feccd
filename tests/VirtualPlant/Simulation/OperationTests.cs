using FactoryTwin.Services.VirtualPlant.Simulation.Domain;

namespace FactoryTwin.VirtualPlant.Tests.Simulation;

public sealed class OperationTests
{
    [Test]
    public void A_healthy_plant_stays_in_its_normal_ranges_for_a_day([Values(1, 42, 20261122)] int seed)
    {
        var simulation = Sim.New(seed).After(TimeSpan.FromMinutes(10));
        var outside = new Dictionary<string, int>();
        for (int minute = 0; minute < 24 * 60; minute++)
        {
            if (minute % 25 == 0) simulation.TryStartBatch(1 + minute % 2);
            simulation.Advance(TimeSpan.FromMinutes(1));
            foreach (var value in simulation.Read())
                if (value.Tag.Normal is { } normal && (value.Value < normal.Low - 4 * value.Tag.Noise || value.Value > normal.High + 4 * value.Tag.Noise))
                    outside[value.Tag.Id] = outside.GetValueOrDefault(value.Tag.Id) + 1;
        }

        Assert.That(outside.Where(o => o.Value > 14).Select(o => $"{o.Key}: {o.Value} of 1440 minutes"), Is.Empty);
    }

    [Test]
    public void Every_reading_of_a_healthy_plant_is_of_good_quality() =>
        Assert.That(Sim.New().After(TimeSpan.FromHours(2)).Read().Where(v => v.Quality != ValueQuality.Good).Select(v => v.Tag.Id), Is.Empty);

    [Test]
    public void A_value_beyond_the_instruments_range_is_uncertain_and_shown_at_the_ranges_end()
    {
        var tag = new Tag("101-PT-9999", "Test", "kPa", "101-V-1001", new(0, 100), null, 0, _ => 120) { Lag = 0 };
        var instrument = new Instrument(tag, channel: 0, seed: 1, dt: 1);
        instrument.Step(120, 0);

        Assert.That((instrument.Value, instrument.Quality), Is.EqualTo((100.0, ValueQuality.Uncertain)));
    }

    [Test]
    public void Pumps_take_turns_and_keep_the_tank_between_its_levels()
    {
        var simulation = Sim.New();
        var starts = new List<string>();
        bool ranA = false, ranB = false;
        double lowest = 100, highest = 0;
        for (int i = 0; i < 10 * 360; i++)
        {
            simulation.Advance(TimeSpan.FromSeconds(10));
            var pumps = simulation.Plant.CondensateTank.Pumps;
            if (pumps.RunsA && !ranA) starts.Add("A");
            if (pumps.RunsB && !ranB) starts.Add("B");
            (ranA, ranB) = (pumps.RunsA, pumps.RunsB);
            lowest = Math.Min(lowest, simulation.Plant.CondensateTank.Level);
            highest = Math.Max(highest, simulation.Plant.CondensateTank.Level);
        }

        Assert.Multiple(() =>
        {
            Assert.That(string.Concat(starts), Does.StartWith("ABAB"));
            Assert.That(lowest, Is.InRange(38, 41));
            Assert.That(highest, Is.InRange(59, 62));
        });
    }

    [Test]
    public void The_exchanger_gives_the_water_what_it_takes_from_the_gas()
    {
        var plant = Sim.New().After(TimeSpan.FromMinutes(10)).Plant;
        var cooler = plant.Aftercooler;
        double gas = (plant.CompressorA.Flow + plant.CompressorB.Flow) * Fluids.GasHeatCapacity * (cooler.GasInTemperature - cooler.GasOutTemperature);
        double water = cooler.WaterFlow * Fluids.WaterHeatCapacity * cooler.WaterOutTemperature;

        Assert.Multiple(() =>
        {
            Assert.That(cooler.Duty, Is.EqualTo(gas).Within(1e-9 * gas));
            Assert.That(cooler.Duty, Is.GreaterThan(1000));
            Assert.That(water, Is.GreaterThan(cooler.Duty));
        });
    }

    [Test]
    public void Site_power_is_the_sum_of_its_consumers()
    {
        var simulation = Sim.New();
        simulation.TryStartBatch(2);
        var plant = simulation.After(TimeSpan.FromMinutes(1)).Plant;
        double consumers = plant.CompressorA.Power + plant.CompressorB.Power + plant.Furnace.Power + plant.CoolingWater.Power
            + plant.Air.Power + plant.CondensateTank.Power + plant.WaterTank.Power + plant.Electric.BaseLoad;

        Assert.That(plant.Electric.Total, Is.EqualTo(consumers).Within(1e-9));
    }
}
