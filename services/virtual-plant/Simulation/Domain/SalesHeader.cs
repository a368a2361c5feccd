namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>The discharge drum 101-V-3001 and the valve to the sales line; the site's fuel gas is taken here too.</summary>
public sealed class SalesHeader(Ledger ledger) : IStateful
{
    private const double Volume = 15;            // m3
    private const double Compressibility = 0.88;
    private const double ValveCoefficient = 0.0125; // kg/s per kPa of sqrt(p1^2 - p2^2)
    private const double WorstLeak = 0.8;        // kg/s at 7000 kPa
    private const double HeatLoss = 1.0;         // kW/K

    private double soldTonnes;
    private double fuelTonnes;

    public Holdup Gas { get; } = ledger.Hold("sales-header", 848, 848 * Fluids.GasHeatCapacity * 40);

    /// <summary>0 to 1.</summary>
    public double LeakSeverity { get; set; }

    public double Temperature => Gas.EnergyPerKg / Fluids.GasHeatCapacity;
    public double Pressure => Fluids.GasPressure(Gas.MassKg, Compressibility, Temperature, Volume);

    // Flows of the last step, kg/s.
    public double SalesFlow { get; private set; }
    public double FuelFlow { get; private set; }
    public double LeakFlow { get; private set; }

    public double SoldTonnes => soldTonnes;
    public double FuelTonnes => fuelTonnes;

    /// <param name="valve">Sales valve, %.</param>
    /// <param name="fuelWish">kg/s that the boiler asks for.</param>
    public void Step(double valve, double fuelWish, Surroundings surroundings, Neighbours outside, double dt)
    {
        double line = surroundings.SalesLinePressure;
        double drive = Pressure * Pressure - line * line;
        SalesFlow = LetOut(drive > 0 ? ValveCoefficient * valve / 100 * Math.Sqrt(drive) : 0, outside.Sales, dt);
        FuelFlow = LetOut(fuelWish, outside.Flue, dt);
        LeakFlow = LetOut(LeakSeverity * WorstLeak * Pressure / 7000, outside.Leaks, dt);
        ledger.LetOut(Gas, outside.Ambient, 0, HeatLoss * (Temperature - surroundings.AmbientTemperature) * dt);
        soldTonnes += SalesFlow * dt / 1000;
        fuelTonnes += FuelFlow * dt / 1000;
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Value("sold-tonnes", ref soldTonnes);
        visitor.Value("fuel-tonnes", ref fuelTonnes);
    }

    private double LetOut(double flow, Boundary to, double dt)
    {
        double kg = Gas.Drawable(flow * dt);
        ledger.LetOut(Gas, to, kg, kg * Gas.EnergyPerKg);
        return kg / dt;
    }
}
