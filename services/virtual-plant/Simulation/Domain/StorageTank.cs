namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>What a storage tank is like.</summary>
/// <param name="Name">"condensate-tank".</param>
/// <param name="Volume">m3.</param>
/// <param name="Density">kg/m3.</param>
/// <param name="HeatCapacity">kJ/(kg K).</param>
/// <param name="PumpFlow">kg/s of one pump.</param>
/// <param name="PumpHead">kPa.</param>
/// <param name="WorstLeak">kg/s of a leak of severity 1 from a full tank.</param>
public sealed record TankDesign(string Name, double Volume, double Density, double HeatCapacity, double PumpFlow, double PumpHead, double WorstLeak);

/// <summary>A tank with a duty and a standby pump that empty it between 60 and 40 %, each in its turn.</summary>
public sealed class StorageTank : IStateful
{
    private const double HeatLoss = 0.4; // kW/K

    private readonly Ledger ledger;
    private readonly TankDesign design;
    private readonly Boundary export;
    private double exportedTonnes;

    public StorageTank(Ledger ledger, TankDesign design, Boundary export)
    {
        (this.ledger, this.design, this.export) = (ledger, design, export);
        double kg = design.Volume * design.Density / 2;
        Liquid = ledger.Hold(design.Name, kg, kg * design.HeatCapacity * 25);
    }

    public Holdup Liquid { get; }
    public PumpPair Pumps { get; } = new();

    /// <summary>0 to 1.</summary>
    public double LeakSeverity { get; set; }

    /// <summary>%.</summary>
    public double Level => Liquid.MassKg / design.Density / design.Volume * 100;

    public double Temperature => Liquid.EnergyPerKg / design.HeatCapacity;

    /// <summary>kg/s.</summary>
    public double ExportFlow { get; private set; }

    /// <summary>kg/s.</summary>
    public double LeakFlow { get; private set; }

    /// <summary>kW of both pumps.</summary>
    public double Power { get; private set; }

    /// <summary>kPa in the common discharge line: static when no pump runs.</summary>
    public double DischargePressure => 120 + design.PumpHead * Math.Max(Pumps.A, Pumps.B);

    public double ExportedTonnes => exportedTonnes;

    /// <param name="measuredLevel">What the level transmitter says; the pumps follow it.</param>
    public void Step(double measuredLevel, Surroundings surroundings, Neighbours outside, double dt)
    {
        Pumps.Step(measuredLevel, dt);
        double running = Pumps.A + Pumps.B;
        ExportFlow = LetOut(running * design.PumpFlow, export, dt);
        LeakFlow = LetOut(LeakSeverity * design.WorstLeak * Math.Sqrt(Level / 100), outside.Leaks, dt);
        ledger.LetOut(Liquid, outside.Ambient, 0, HeatLoss * (Temperature - surroundings.AmbientTemperature) * dt);

        double hydraulic = ExportFlow / design.Density * design.PumpHead;
        double shaft = hydraulic / 0.65 + 0.4 * running;
        Power = shaft / 0.92;
        ledger.PassThrough(outside.Grid, export, 0, shaft * dt);
        ledger.PassThrough(outside.Grid, outside.Ambient, 0, (Power - shaft) * dt);
        exportedTonnes += ExportFlow * dt / 1000;
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Part("pumps", Pumps);
        visitor.Value("exported-tonnes", ref exportedTonnes);
    }

    private double LetOut(double flow, Boundary to, double dt)
    {
        double kg = Liquid.Drawable(flow * dt);
        ledger.LetOut(Liquid, to, kg, kg * Liquid.EnergyPerKg);
        return kg / dt;
    }
}
