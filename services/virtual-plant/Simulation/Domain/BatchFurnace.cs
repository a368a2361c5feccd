namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>What the furnace is doing; the number is what its state point reports.</summary>
public enum FurnacePhase
{
    KeepWarm = 0,
    HeatUp = 1,
    Hold = 2,
}

/// <summary>
/// The coating furnace 301-F-1001, a machine that makes up to c parts at once. Its lining stores heat; exhaust air, opened wider
/// for more parts, carries heat away so that any size settles at the hold temperature.
/// </summary>
public sealed class BatchFurnace(Ledger ledger, IReadOnlyList<BatchRecipe> recipes) : IStateful
{
    private const double LiningHeatCapacity = 560; // kJ/K
    private const double PartMass = 120;           // kg
    private const double PartHeatCapacity = 0.6;   // kJ/(kg K)
    private const double HoldTemperature = 850;
    private const double HoldRise = 825;           // K above the surroundings when holding
    private const double InitialTemperature = 515;

    private readonly Holdup heat = ledger.Hold("furnace", 0, LiningHeatCapacity * InitialTemperature);
    private long batch;
    private double elapsed;
    private long produced;
    private double energyKwh;

    /// <summary>Parts in the furnace; 0 when it idles.</summary>
    public int BatchParts => (int)batch;

    public long PartsProduced => produced;
    public int Capacity => recipes.Count - 1;
    public IReadOnlyList<BatchRecipe> Recipes => recipes;
    public double Temperature => heat.EnergyKj / (LiningHeatCapacity + heat.MassKg * PartHeatCapacity);

    /// <summary>kW.</summary>
    public double Power { get; private set; }

    public double EnergyKwh => energyKwh;

    /// <summary>Simulated seconds until the batch is done.</summary>
    public double RemainingSeconds => batch == 0 ? 0 : Recipe.Duration.TotalSeconds - elapsed;

    /// <summary>Simulated seconds since the batch began.</summary>
    public double ElapsedSeconds => batch == 0 ? 0 : elapsed;

    public double Setpoint => batch == 0 ? HoldTemperature - 330 : HoldTemperature;

    public FurnacePhase Phase => batch == 0 ? FurnacePhase.KeepWarm
        : elapsed < BatchRecipe.HeatUpShare * Recipe.Duration.TotalSeconds ? FurnacePhase.HeatUp : FurnacePhase.Hold;

    private BatchRecipe Recipe => recipes[BatchParts];

    /// <summary>Loads parts at the surroundings' temperature and starts. False when it is busy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a batch size of this furnace.</exception>
    public bool TryStart(int parts, double ambient, Neighbours outside)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, Capacity);
        if (batch != 0) return false;
        (batch, elapsed) = (parts, 0);
        double kg = parts * PartMass;
        ledger.TakeIn(outside.Parts, heat, kg, kg * PartHeatCapacity * ambient);
        return true;
    }

    public void Step(Surroundings surroundings, Neighbours outside, double dt)
    {
        Power = Phase switch
        {
            FurnacePhase.HeatUp => Recipe.HeatUpPowerKw,
            FurnacePhase.Hold => Recipe.HoldPowerKw,
            _ => recipes[0].MeanPowerKw,
        };
        double conductance = (batch == 0 ? recipes[0].MeanPowerKw / 0.6 : Recipe.HoldPowerKw) / HoldRise;
        ledger.TakeIn(outside.Grid, heat, 0, Power * dt);
        ledger.LetOut(heat, outside.Ambient, 0, conductance * (Temperature - surroundings.AmbientTemperature) * dt);
        energyKwh += Power * dt / 3600;
        if (batch == 0) return;
        elapsed += dt;
        if (elapsed >= Recipe.Duration.TotalSeconds) Unload(outside);
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Count("batch", ref batch);
        visitor.Value("elapsed", ref elapsed);
        visitor.Count("produced", ref produced);
        visitor.Value("energy-kwh", ref energyKwh);
    }

    private void Unload(Neighbours outside)
    {
        double kg = batch * PartMass;
        ledger.LetOut(heat, outside.Parts, kg, kg * PartHeatCapacity * Temperature);
        produced += batch;
        (batch, elapsed) = (0, 0);
    }
}
