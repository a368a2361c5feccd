namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>What makes one machine differ from its sister.</summary>
/// <param name="Name">"compressor-a".</param>
/// <param name="ShutOffHead">Head at no flow and rated speed, kJ/kg.</param>
/// <param name="BaseVibration">mm/s r.m.s. of the healthy machine at rated speed.</param>
/// <param name="DutyShare">Its share of the speed demand, about 1.</param>
public sealed record CompressorDesign(string Name, double ShutOffHead, double BaseVibration, double DutyShare);

/// <summary>
/// A variable-speed centrifugal compressor: head falls with the square of flow, and with speed by the fan laws; its bearing is a
/// lump of metal between friction and oil cooler. Wear makes friction, vibration and losses grow.
/// </summary>
public sealed class Compressor(Ledger ledger, CompressorDesign design) : IStateful
{
    private const double RatedSpeed = 11_500;   // r/min
    private const double DesignHead = 105;      // kJ/kg at design flow and rated speed
    private const double DesignFlow = 0.40;     // m3/s at suction
    private const double MotorEfficiency = 0.95;
    private const double RatedFriction = 12;    // kW at rated speed
    private const double BearingHeatCapacity = 90; // kJ/K
    private const double OilCooler = 0.28;      // kW/K
    private const double Exponent = (Fluids.GasIsentropicExponent - 1) / Fluids.GasIsentropicExponent;
    private const double InitialBearing = 64;

    private readonly Holdup bearing = ledger.Hold(design.Name + "-bearing", 0, BearingHeatCapacity * InitialBearing);
    private double speed = 0.935; // of rated
    private double flow = 10;     // kg/s
    private double wear;          // 0 new .. 1 worn out
    private double energyKwh;

    /// <summary>0 to 1, where wear is heading; it takes some minutes to get there.</summary>
    public double WearTarget { get; set; }

    public double Wear => wear;
    public double Flow { get; private set; }
    public double Speed => speed * RatedSpeed;
    public double DischargeTemperature { get; private set; } = 85;
    public double BearingTemperature => bearing.EnergyKj / BearingHeatCapacity;

    /// <summary>mm/s r.m.s. on the bearing housing.</summary>
    public double Vibration { get; private set; } = design.BaseVibration;

    /// <summary>kW at the motor's terminals.</summary>
    public double Power { get; private set; }

    public double EnergyKwh => energyKwh;

    /// <param name="demand">Speed demand of the pressure controller, %.</param>
    public void Step(double demand, InletSeparator suction, Holdup discharge, double dischargePressure, CoolingWater cooling, Neighbours outside, double dt)
    {
        wear += (WearTarget - wear) * Lag(dt, 300);
        speed += (Math.Clamp((0.6 + 0.0045 * demand) * design.DutyShare, 0.5, 1.06) - speed) * Lag(dt, 8);

        double inlet = suction.Temperature;
        double head = Head(dischargePressure / suction.Pressure, suction.Expansion);
        flow += (TargetFlow(head, suction.Pressure / suction.Expansion) - flow) * Lag(dt, 4);

        double kg = suction.Gas.Drawable(flow * dt);
        Flow = kg / dt;
        double load = Flow * suction.Expansion / suction.Pressure / (DesignFlow * speed);
        double efficiency = Math.Max(0.45, 0.79 - 0.25 * (load - 0.95) * (load - 0.95) - 0.05 * wear);
        double gasPower = Flow * head / efficiency;
        double friction = RatedFriction * speed * speed * (1 + 1.2 * wear);

        ledger.Move(suction.Gas, discharge, kg, kg * suction.Gas.EnergyPerKg);
        ledger.TakeIn(outside.Grid, discharge, 0, gasPower * dt);
        ledger.TakeIn(outside.Grid, bearing, 0, friction * dt);
        double losses = (gasPower + friction) * (1 / MotorEfficiency - 1);
        ledger.PassThrough(outside.Grid, outside.Ambient, 0, losses * dt);
        cooling.TakeHeat(bearing, OilCooler * (BearingTemperature - cooling.SupplyTemperature), dt);

        Power = gasPower + friction + losses;
        energyKwh += Power * dt / 3600;
        DischargeTemperature = inlet + head / efficiency / Fluids.GasHeatCapacity;
        Vibration = design.BaseVibration * (0.5 + 0.5 * speed * speed) + 0.8 * Math.Abs(load - 0.95) + 7.5 * Math.Pow(wear, 1.2);
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Value("speed", ref speed);
        visitor.Value("flow", ref flow);
        visitor.Value("wear", ref wear);
        visitor.Value("energy-kwh", ref energyKwh);
    }

    private static double Head(double ratio, double expansion) =>
        expansion / Exponent * (Math.Pow(Math.Max(1.02, ratio), Exponent) - 1);

    private double TargetFlow(double head, double density)
    {
        double margin = speed * speed * design.ShutOffHead - head;
        double volume = margin <= 0 ? 0 : DesignFlow * Math.Sqrt(margin / (design.ShutOffHead - DesignHead));
        return density * Math.Min(volume, 1.35 * DesignFlow * speed);
    }

    private static double Lag(double dt, double timeConstant) => 1 - Math.Exp(-dt / timeConstant);
}
