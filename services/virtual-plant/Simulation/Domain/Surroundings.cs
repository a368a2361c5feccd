namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>What the site cannot choose: weather, the wells, the sales line, the users of its utilities.</summary>
public sealed class Surroundings(long seed) : IStateful
{
    private const int FirstChannel = 10_000; // above every instrument's channel

    private readonly Disturbance feedPressure = new(FirstChannel, 45, 1800);
    private readonly Disturbance feedTemperature = new(FirstChannel + 1, 0.8, 2400);
    private readonly Disturbance condensateRatio = new(FirstChannel + 2, 0.006, 1200);
    private readonly Disturbance waterRatio = new(FirstChannel + 3, 0.004, 1500);
    private readonly Disturbance salesPressure = new(FirstChannel + 4, 25, 2400);
    private readonly Disturbance steamDemand = new(FirstChannel + 5, 0.07, 900);
    private readonly Disturbance airDemand = new(FirstChannel + 6, 0.006, 300);
    private readonly Disturbance weather = new(FirstChannel + 7, 0.8, 5400);
    private readonly Disturbance baseLoad = new(FirstChannel + 8, 6, 600);
    private double time;

    /// <summary>°C, a day's swing of 6 K.</summary>
    public double AmbientTemperature => 22 + 6 * Math.Sin(2 * Math.PI * time / 86_400) + weather.Value;

    /// <summary>°C, what the cooling tower can come close to.</summary>
    public double WetBulbTemperature => AmbientTemperature - 4.5;

    /// <summary>kPa absolute at the fence.</summary>
    public double FeedPressure => 4200 + 60 * Math.Sin(2 * Math.PI * time / 14_400) + feedPressure.Value;

    public double FeedTemperature => 30 + 1.5 * Math.Sin(2 * Math.PI * time / 43_200) + feedTemperature.Value;

    /// <summary>kg of condensate that comes with a kg of gas.</summary>
    public double CondensateRatio => Math.Max(0, 0.08 + condensateRatio.Value);

    public double WaterRatio => Math.Max(0, 0.045 + waterRatio.Value);
    public double SalesLinePressure => 6500 + salesPressure.Value;

    /// <summary>kg/s.</summary>
    public double SteamDemand => Math.Max(0, 1.0 + steamDemand.Value);

    /// <summary>kg/s.</summary>
    public double AirDemand => Math.Max(0, 0.06 + airDemand.Value);

    /// <summary>kW of lighting, heat tracing and offices.</summary>
    public double BaseLoad => Math.Max(0, 120 + baseLoad.Value);

    public void Step(long step, double dt)
    {
        time = step * dt;
        foreach (var (_, disturbance) in Disturbances()) disturbance.Step(seed, step, dt);
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Value("time", ref time);
        foreach (var (name, disturbance) in Disturbances()) visitor.Part(name, disturbance);
    }

    private IEnumerable<(string Name, Disturbance Disturbance)> Disturbances() =>
    [
        ("feed-pressure", feedPressure), ("feed-temperature", feedTemperature), ("condensate-ratio", condensateRatio),
        ("water-ratio", waterRatio), ("sales-pressure", salesPressure), ("steam-demand", steamDemand),
        ("air-demand", airDemand), ("weather", weather), ("base-load", baseLoad),
    ];
}
