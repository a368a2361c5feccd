namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>The cooling water loop: basin, circulation pump, tower with evaporation, make-up by level and blow-down.</summary>
public sealed class CoolingWater(Ledger ledger) : IStateful
{
    private const double BasinMass = 100_000;   // kg when full
    private const double Tower = 350;           // kW/K above wet bulb
    private const double Evaporation = 2450;    // kJ/kg
    private const double EvaporatedShare = 0.75;
    private const double Blowdown = 0.2;        // kg/s
    private const double MakeupTemperature = 18;
    private const double OtherUsers = 40;       // kg/s beside the aftercooler

    private readonly Holdup basin = ledger.Hold("cooling-water", 80_000, 80_000 * Fluids.WaterHeatCapacity * 24);
    private double collected; // kJ in this step
    private double makeupTonnes;

    public double SupplyTemperature => basin.EnergyPerKg / Fluids.WaterHeatCapacity;
    public double ReturnTemperature { get; private set; } = 30;

    /// <summary>%.</summary>
    public double Level => basin.MassKg / BasinMass * 100;

    /// <summary>kg/s in circulation.</summary>
    public double Flow { get; private set; } = 100;

    /// <summary>kPa at the pump's discharge.</summary>
    public double Pressure { get; private set; } = 450;

    /// <summary>kg/s.</summary>
    public double Makeup { get; private set; }

    /// <summary>kW of the circulation pump.</summary>
    public double Power { get; private set; }

    public double MakeupTonnes => makeupTonnes;

    /// <summary>Takes heat (kW) out of a holdup into the water.</summary>
    public void TakeHeat(Holdup from, double kilowatts, double dt)
    {
        ledger.Move(from, basin, 0, kilowatts * dt);
        collected += kilowatts * dt;
    }

    /// <summary>Takes in heat that a motor made from grid power.</summary>
    public void TakeHeat(Boundary from, double kilowatts, double dt)
    {
        ledger.TakeIn(from, basin, 0, kilowatts * dt);
        collected += kilowatts * dt;
    }

    /// <summary>Closes the step, after all users gave their heat.</summary>
    public void Step(double coolerFlow, Surroundings surroundings, Neighbours outside, double dt)
    {
        Flow = coolerFlow + OtherUsers;
        Pressure = 520 - 0.006 * Flow * Flow;
        double hydraulic = Flow / Fluids.WaterDensity * Pressure;
        double shaft = hydraulic / 0.7 + 4;
        Power = shaft / 0.93;
        TakeHeat(outside.Grid, shaft, dt);
        ledger.PassThrough(outside.Grid, outside.Ambient, 0, (Power - shaft) * dt);
        ReturnTemperature = SupplyTemperature + collected / dt / (Flow * Fluids.WaterHeatCapacity);
        collected = 0;

        double rejected = Tower * (SupplyTemperature - surroundings.WetBulbTemperature);
        ledger.LetOut(basin, outside.CoolingTower, 0, rejected * dt);
        LetOut(EvaporatedShare * Math.Max(0, rejected) / Evaporation + Blowdown, outside.CoolingTower, dt);
        Makeup = Math.Clamp((82 - Level) * 0.35, 0, 3);
        ledger.TakeIn(outside.WaterSupply, basin, Makeup * dt, Makeup * dt * Fluids.WaterHeatCapacity * MakeupTemperature);
        makeupTonnes += Makeup * dt / 1000;
    }

    public void Visit(StateVisitor visitor) => visitor.Value("makeup-tonnes", ref makeupTonnes);

    private void LetOut(double flow, Boundary to, double dt)
    {
        double kg = basin.Drawable(flow * dt);
        ledger.LetOut(basin, to, kg, kg * basin.EnergyPerKg);
    }
}
