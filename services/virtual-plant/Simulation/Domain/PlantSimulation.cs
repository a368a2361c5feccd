namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>What a tag shows now.</summary>
public readonly record struct TagValue(Tag Tag, double Value, ValueQuality Quality);

/// <summary>
/// The running simulation. It moves in whole steps of one simulated second, so that a run depends on the seed and on the step at
/// which each input came, never on how its time was cut into calls. Not safe for concurrent use.
/// </summary>
public sealed class PlantSimulation : IStateful
{
    /// <summary>One step of simulated time.</summary>
    public static readonly TimeSpan StepLength = TimeSpan.FromSeconds(1);

    private readonly FaultSwitches faults = new();
    private readonly Plant plant;
    private long steps;
    private long pendingTicks;

    /// <param name="seed">Seed of noise and disturbances.</param>
    /// <param name="recipes">Batch sizes 0 to c of the furnace, in order.</param>
    public PlantSimulation(long seed, IReadOnlyList<BatchRecipe> recipes)
    {
        Seed = seed;
        plant = new Plant(seed, recipes, StepLength.TotalSeconds);
        Step();
    }

    public long Seed { get; }

    /// <summary>Steps done; one simulated second each.</summary>
    public long Steps => steps;

    public FaultSwitches Faults => faults;
    public Plant Plant => plant;
    public Balance MassBalance => plant.Ledger.Mass;
    public Balance EnergyBalance => plant.Ledger.Energy;

    /// <summary>Lets simulated time pass. What is less than a step is kept for the next call.</summary>
    /// <param name="span">Simulated time, at least zero.</param>
    /// <param name="beforeStep">Called before each step with the simulated time left in this call: where inputs are applied.</param>
    public void Advance(TimeSpan span, Action<TimeSpan>? beforeStep = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        pendingTicks += span.Ticks;
        while (pendingTicks >= StepLength.Ticks)
        {
            beforeStep?.Invoke(TimeSpan.FromTicks(pendingTicks));
            pendingTicks -= StepLength.Ticks;
            Step();
        }
    }

    /// <summary>Loads the furnace and starts it. False when it is busy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a batch size of the furnace.</exception>
    public bool TryStartBatch(int parts) => plant.Furnace.TryStart(parts, plant.Surroundings.AmbientTemperature, plant.Outside);

    /// <summary>What every tag shows now, in the order of <see cref="TagTable.All"/>.</summary>
    public IReadOnlyList<TagValue> Read() => [.. plant.Instruments.Instruments.Select(i => new TagValue(i.Tag, i.Value, i.Quality))];

    /// <summary>The whole state as numbers by path; a simulation with the same seed and recipes goes on from it exactly.</summary>
    public IReadOnlyDictionary<string, double> Capture()
    {
        var capture = new StateCapture();
        Visit(capture);
        return capture.Values;
    }

    /// <summary>Takes a captured state back.</summary>
    public void Restore(IReadOnlyDictionary<string, double> state) => Visit(new StateRestore(state));

    public void Visit(StateVisitor visitor)
    {
        visitor.Count("steps", ref steps);
        visitor.Count("pending-ticks", ref pendingTicks);
        visitor.Part("faults", faults);
        visitor.Part("plant", plant);
    }

    private void Step()
    {
        plant.Step(steps, faults);
        steps++;
    }
}
