namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>
/// The three-phase inlet separator 101-V-1001: gas leaves to the compressors, condensate and water each fill a section behind a
/// weir and leave through level valves. The feed flows as far as its pressure exceeds the vessel's.
/// </summary>
public sealed class InletSeparator(Ledger ledger) : IStateful
{
    private const double VesselVolume = 40;      // m3
    private const double SectionVolume = 6;      // m3 of each liquid section
    private const double FeedCoefficient = 8.617e-3; // kg/s per kPa of sqrt(p1^2 - p2^2)
    private const double Compressibility = 0.92;
    private const double HeatLoss = 1.5;         // kW/K
    private const double ValveReferencePressure = 3500;

    public Holdup Gas { get; } = ledger.Hold("separator-gas", 949, 949 * Fluids.GasHeatCapacity * 30);
    public Holdup Condensate { get; } = ledger.Hold("separator-condensate", 2100, 2100 * Fluids.CondensateHeatCapacity * 30);
    public Holdup Water { get; } = ledger.Hold("separator-water", 3000, 3000 * Fluids.WaterHeatCapacity * 30);

    public double Temperature => Gas.EnergyPerKg / Fluids.GasHeatCapacity;
    public double Pressure => Fluids.GasPressure(Gas.MassKg, Compressibility, Temperature, GasVolume);

    /// <summary>Z R T / M of the gas in it, kJ/kg.</summary>
    public double Expansion => Fluids.GasExpansion(Compressibility, Temperature);

    /// <summary>% of its section.</summary>
    public double CondensateLevel => Condensate.MassKg / Fluids.CondensateDensity / SectionVolume * 100;

    /// <summary>% of its section.</summary>
    public double WaterLevel => Water.MassKg / Fluids.WaterDensity / SectionVolume * 100;

    // Flows of the last step, kg/s.
    public double FeedGas { get; private set; }
    public double FeedCondensate { get; private set; }
    public double FeedWater { get; private set; }
    public double CondensateOut { get; private set; }
    public double WaterOut { get; private set; }

    private double GasVolume =>
        Math.Max(VesselVolume / 4, VesselVolume - Condensate.MassKg / Fluids.CondensateDensity - Water.MassKg / Fluids.WaterDensity);

    /// <summary>
    /// Takes in a step's feed. The high-level interlock closes the inlet over the last 4 % below 97 %, by the true level: it has
    /// transmitters of its own, so a stuck level transmitter of the controller cannot fill the vessel.
    /// </summary>
    public void TakeFeed(Surroundings surroundings, Neighbours outside, double dt)
    {
        double drive = surroundings.FeedPressure * surroundings.FeedPressure - Pressure * Pressure;
        double interlock = Math.Clamp((97 - Math.Max(CondensateLevel, WaterLevel)) / 4, 0, 1);
        double heat = surroundings.FeedTemperature;
        FeedGas = drive > 0 ? FeedCoefficient * Math.Sqrt(drive) * interlock : 0;
        FeedCondensate = FeedGas * surroundings.CondensateRatio;
        FeedWater = FeedGas * surroundings.WaterRatio;
        ledger.TakeIn(outside.Feed, Gas, FeedGas * dt, FeedGas * dt * Fluids.GasHeatCapacity * heat);
        ledger.TakeIn(outside.Feed, Condensate, FeedCondensate * dt, FeedCondensate * dt * Fluids.CondensateHeatCapacity * heat);
        ledger.TakeIn(outside.Feed, Water, FeedWater * dt, FeedWater * dt * Fluids.WaterHeatCapacity * heat);
        ledger.LetOut(Gas, outside.Ambient, 0, HeatLoss * (Temperature - surroundings.AmbientTemperature) * dt);
    }

    /// <summary>Lets liquids to their tanks. Valve positions in %.</summary>
    public void LetLiquids(double condensateValve, double waterValve, Holdup condensateTank, Holdup waterTank, double dt)
    {
        double drive = Math.Sqrt(Pressure / ValveReferencePressure);
        CondensateOut = Drain(Condensate, condensateTank, 4.0 * condensateValve / 100 * drive, dt);
        WaterOut = Drain(Water, waterTank, 2.5 * waterValve / 100 * drive, dt);
    }

    public void Visit(StateVisitor visitor)
    {
        // Holdups are the ledger's; flows are made anew by the next step.
    }

    private double Drain(Holdup from, Holdup to, double flow, double dt)
    {
        double kg = from.Drawable(flow * dt);
        ledger.Move(from, to, kg, kg * from.EnergyPerKg);
        return kg / dt;
    }
}
