using FactoryTwin.Services.VirtualPlant.Simulation.Domain;

namespace FactoryTwin.VirtualPlant.Tests.Simulation;

public sealed class DeterminismTests
{
    [Test]
    public void The_same_seed_gives_the_same_readings_however_the_clock_slices_the_run()
    {
        var whole = Sim.New(7).After(TimeSpan.FromMinutes(10));
        var sliced = Sim.New(7);
        var random = new Random(3);
        var left = TimeSpan.FromMinutes(10);
        while (left > TimeSpan.Zero)
        {
            var slice = TimeSpan.FromTicks(Math.Min(left.Ticks, random.NextInt64(1, TimeSpan.TicksPerSecond * 5)));
            sliced.Advance(slice);
            left -= slice;
        }

        Assert.That(sliced.Read(), Is.EqualTo(whole.Read()));
    }

    [Test]
    public void Another_seed_gives_other_readings() =>
        Assert.That(Sim.New(8).After(TimeSpan.FromMinutes(1)).Read(), Is.Not.EqualTo(Sim.New(7).After(TimeSpan.FromMinutes(1)).Read()));

    [Test]
    public void A_restored_simulation_goes_on_exactly_as_if_it_had_never_stopped()
    {
        var original = Sim.New(11).After(TimeSpan.FromMinutes(20));
        original.Faults.Set("compressor-a-bearing-wear", 0.6);
        original.Faults.Set("separator-level-stuck", 1);
        original.TryStartBatch(2);
        original.Advance(TimeSpan.FromSeconds(400.25));

        var restored = Sim.New(11);
        restored.Restore(original.Capture());
        Assert.That(restored.Read(), Is.EqualTo(original.Read()));

        original.Advance(TimeSpan.FromHours(1));
        restored.Advance(TimeSpan.FromHours(1));
        Assert.Multiple(() =>
        {
            Assert.That(restored.Read(), Is.EqualTo(original.Read()));
            Assert.That(restored.Capture(), Is.EqualTo(original.Capture()));
        });
    }

    [Test]
    public void Noise_has_mean_zero_and_deviation_one()
    {
        var samples = Enumerable.Range(0, 20_000).Select(step => SeededNoise.Gaussian(1, 5, step)).ToArray();
        double mean = samples.Average();

        Assert.Multiple(() =>
        {
            Assert.That(mean, Is.EqualTo(0).Within(0.03));
            Assert.That(Math.Sqrt(samples.Average(s => (s - mean) * (s - mean))), Is.EqualTo(1).Within(0.03));
        });
    }
}
