using FactoryTwin.Services.VirtualPlant.Simulation.Domain;

namespace FactoryTwin.VirtualPlant.Tests.Simulation;

/// <summary>Short words for tests on the simulation.</summary>
internal static class Sim
{
    public static PlantSimulation New(long seed = 42, int capacity = 2) => new(seed, BatchRecipe.ForCapacity(capacity));

    public static PlantSimulation After(this PlantSimulation simulation, TimeSpan time)
    {
        simulation.Advance(time);
        return simulation;
    }

    public static double Value(this PlantSimulation simulation, string tag) => simulation.Plant.Instruments[tag].Value;

    /// <summary>Mean of a tag over the next <paramref name="seconds"/> simulated seconds.</summary>
    public static double Mean(this PlantSimulation simulation, string tag, int seconds)
    {
        double sum = 0;
        for (int i = 0; i < seconds; i++) sum += simulation.After(TimeSpan.FromSeconds(1)).Value(tag);
        return sum / seconds;
    }
}
