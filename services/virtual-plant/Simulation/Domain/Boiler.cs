namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>The steam boiler 501-B-1001: a drum of boiling water heated by fuel gas from the sales header.</summary>
public sealed class Boiler(Ledger ledger) : IStateful
{
    private const double DrumMass = 8000;        // kg when full
    private const double FullFire = 0.12;        // kg/s of fuel
    private const double FullFeed = 2.5;         // kg/s of feedwater
    private const double FeedTemperature = 80;
    private const double Efficiency = 0.90;
    private const double AirPerFuel = 17;        // kg/kg

    private readonly Holdup drum = ledger.Hold("boiler-drum", 4000, 4000 * Fluids.DrumWaterHeatCapacity * 180);
    private double steamTonnes;

    public double Temperature => drum.EnergyPerKg / Fluids.DrumWaterHeatCapacity;

    /// <summary>kPa absolute.</summary>
    public double Pressure => Fluids.SaturationPressure(Temperature);

    /// <summary>%.</summary>
    public double Level => drum.MassKg / DrumMass * 100;

    /// <summary>kg/s.</summary>
    public double SteamFlow { get; private set; } = 1;

    /// <summary>kg/s.</summary>
    public double FeedFlow { get; private set; }

    public double SteamTonnes => steamTonnes;

    /// <summary>kg/s of fuel at a firing demand in %.</summary>
    public static double FuelWish(double firing) => FullFire * firing / 100;

    /// <param name="fuelFlow">kg/s that the header let out for it.</param>
    /// <param name="feedValve">Feedwater valve, %.</param>
    public void Step(double fuelFlow, double feedValve, Surroundings surroundings, Neighbours outside, double dt)
    {
        double fire = fuelFlow * Fluids.GasHeatingValue;
        ledger.TakeIn(outside.Combustion, drum, 0, fire * Efficiency * dt);
        ledger.PassThrough(outside.Combustion, outside.Flue, 0, fire * (1 - Efficiency) * dt);
        double air = fuelFlow * AirPerFuel * dt;
        ledger.PassThrough(outside.Atmosphere, outside.Flue, air, air * Fluids.AirHeatCapacity * surroundings.AmbientTemperature);

        FeedFlow = FullFeed * feedValve / 100;
        ledger.TakeIn(outside.WaterSupply, drum, FeedFlow * dt, FeedFlow * dt * Fluids.WaterHeatCapacity * FeedTemperature);
        double kg = drum.Drawable(surroundings.SteamDemand * Math.Clamp(Pressure / 1000, 0, 1.1) * dt);
        ledger.LetOut(drum, outside.SteamUsers, kg, kg * (drum.EnergyPerKg + Fluids.BoilerEvaporation));
        SteamFlow = kg / dt;
        steamTonnes += kg / 1000;
    }

    public void Visit(StateVisitor visitor) => visitor.Value("steam-tonnes", ref steamTonnes);
}
