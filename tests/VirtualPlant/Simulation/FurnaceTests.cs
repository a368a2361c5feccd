using FactoryTwin.Services.VirtualPlant.Simulation.Domain;

namespace FactoryTwin.VirtualPlant.Tests.Simulation;

public sealed class FurnaceTests
{
    [Test]
    public void A_batch_takes_its_recipes_time_and_energy_and_counts_its_parts([Values(1, 2, 3)] int parts)
    {
        var simulation = Sim.New(capacity: 3);
        var recipe = BatchRecipe.ForCapacity(3)[parts];
        double before = simulation.Plant.Furnace.EnergyKwh;
        Assert.That(simulation.TryStartBatch(parts), Is.True);

        simulation.Advance(recipe.Duration - TimeSpan.FromSeconds(1));
        Assert.That(simulation.Plant.Furnace.BatchParts, Is.EqualTo(parts));
        simulation.Advance(TimeSpan.FromSeconds(1));

        var furnace = simulation.Plant.Furnace;
        Assert.Multiple(() =>
        {
            Assert.That(furnace.BatchParts, Is.Zero);
            Assert.That(furnace.PartsProduced, Is.EqualTo(parts));
            Assert.That(furnace.EnergyKwh - before, Is.EqualTo(recipe.MeanPowerKw * recipe.Duration.TotalHours).Within(1e-6));
        });
    }

    [Test]
    public void Every_batch_size_comes_to_the_hold_temperature([Values(1, 2)] int parts)
    {
        var simulation = Sim.New();
        simulation.TryStartBatch(parts);
        simulation.Advance(BatchRecipe.ForCapacity(2)[parts].Duration - TimeSpan.FromSeconds(5));

        Assert.Multiple(() =>
        {
            Assert.That(simulation.Plant.Furnace.Phase, Is.EqualTo(FurnacePhase.Hold));
            Assert.That(simulation.Value("301-TT-1001"), Is.InRange(760, 920));
        });
    }

    [Test]
    public void A_busy_furnace_takes_no_second_batch()
    {
        var simulation = Sim.New();
        simulation.TryStartBatch(1);

        Assert.That(simulation.TryStartBatch(2), Is.False);
        Assert.That(simulation.Plant.Furnace.BatchParts, Is.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(3)]
    public void A_batch_that_is_no_size_of_the_furnace_is_refused(int parts) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Sim.New().TryStartBatch(parts));

    [Test]
    public void Bigger_batches_draw_more_power() =>
        Assert.That(BatchRecipe.ForCapacity(4).Select(r => r.MeanPowerKw), Is.Ordered.Ascending);
}
