namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>A batch size of the furnace: what the scheduler calls event sigma_b.</summary>
/// <param name="Parts">b; 0 is the set-up or idle event.</param>
/// <param name="Duration">Simulated time it takes.</param>
/// <param name="MeanPowerKw">Mean electric power while it runs.</param>
public sealed record BatchRecipe(int Parts, TimeSpan Duration, double MeanPowerKw)
{
    /// <summary>Share of the batch that is spent heating up; the rest holds the temperature.</summary>
    public const double HeatUpShare = 0.4;

    /// <summary>Power while heating up. With <see cref="HoldPowerKw"/> the mean over the batch is <see cref="MeanPowerKw"/>.</summary>
    public double HeatUpPowerKw => 1.3 * MeanPowerKw;

    /// <summary>Power while holding.</summary>
    public double HoldPowerKw => (MeanPowerKw - HeatUpShare * HeatUpPowerKw) / (1 - HeatUpShare);

    /// <summary>
    /// The sizes of a machine of capacity c: more parts take more power (0.2 + 0.4 b MW) and more time (10 + 5 b minutes), and a
    /// bigger batch costs a little more energy a part: being quick has its price.
    /// </summary>
    public static IReadOnlyList<BatchRecipe> ForCapacity(int capacity) =>
        [.. Enumerable.Range(0, capacity + 1).Select(b => new BatchRecipe(b, TimeSpan.FromMinutes(10 + 5 * b), b == 0 ? 100 : 200 + 400 * b))];
}
