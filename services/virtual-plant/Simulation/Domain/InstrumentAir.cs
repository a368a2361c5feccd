namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>The instrument air compressor 502-K-1001, loading at 720 and unloading at 800 kPa, and its receiver.</summary>
public sealed class InstrumentAir(Ledger ledger) : IStateful
{
    private const double Volume = 8;       // m3
    private const double Capacity = 0.12;  // kg/s loaded
    private const double WorstLeak = 0.10; // kg/s at 750 kPa

    private readonly Holdup receiver = ledger.Hold("instrument-air", 70, 70 * Fluids.AirHeatCapacity * 22);
    private bool loaded = true;

    /// <summary>0 to 1.</summary>
    public double LeakSeverity { get; set; }

    /// <summary>kPa absolute.</summary>
    public double Pressure => Fluids.AirPressure(receiver.MassKg, receiver.EnergyPerKg / Fluids.AirHeatCapacity, Volume);

    public bool Loaded => loaded;

    /// <summary>kg/s to the users.</summary>
    public double Flow { get; private set; }

    /// <summary>kg/s.</summary>
    public double LeakFlow { get; private set; }

    /// <summary>kW.</summary>
    public double Power { get; private set; }

    public void Step(CoolingWater cooling, Surroundings surroundings, Neighbours outside, double dt)
    {
        loaded = loaded ? Pressure < 800 : Pressure <= 720;
        double made = loaded ? Capacity * dt : 0;
        ledger.TakeIn(outside.Atmosphere, receiver, made, made * Fluids.AirHeatCapacity * surroundings.AmbientTemperature);
        Power = loaded ? 45 : 12;
        cooling.TakeHeat(outside.Grid, 0.7 * Power, dt);
        ledger.PassThrough(outside.Grid, outside.Ambient, 0, 0.3 * Power * dt);

        double relative = Pressure / 750;
        Flow = LetOut(surroundings.AirDemand * Math.Min(1, relative), outside.AirUsers, dt);
        LeakFlow = LetOut(LeakSeverity * WorstLeak * relative, outside.Leaks, dt);
    }

    public void Visit(StateVisitor visitor) => visitor.Flag("loaded", ref loaded);

    private double LetOut(double flow, Boundary to, double dt)
    {
        double kg = receiver.Drawable(flow * dt);
        ledger.LetOut(receiver, to, kg, kg * receiver.EnergyPerKg);
        return kg / dt;
    }
}
