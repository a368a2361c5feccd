namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>The site's control loops. They see measured values only.</summary>
public sealed class ControlSystem(InstrumentRack instruments) : IStateful
{
    private readonly Instrument separatorPressure = instruments["101-PT-1002"];
    private readonly Instrument condensateLevel = instruments["101-LT-1001"];
    private readonly Instrument waterLevel = instruments["101-LT-1002"];
    private readonly Instrument coolerOutlet = instruments["101-TT-3002"];
    private readonly Instrument headerPressure = instruments["101-PT-3001"];
    private readonly Instrument steamPressure = instruments["501-PT-1001"];
    private readonly Instrument drumLevel = instruments["501-LT-1001"];

    /// <summary>101-PC-1002, to the compressors' speed.</summary>
    public PiController SeparatorPressure { get; } = new(3500, 0.014, 120, 74);

    /// <summary>101-LC-1001.</summary>
    public PiController CondensateLevel { get; } = new(50, 2, 1500, 40);

    /// <summary>101-LC-1002.</summary>
    public PiController WaterLevel { get; } = new(50, 2, 2400, 36);

    /// <summary>101-TC-3002, to the aftercooler's water.</summary>
    public PiController CoolerOutlet { get; } = new(40, 1, 60, 52);

    /// <summary>101-PC-3001, to the sales valve.</summary>
    public PiController HeaderPressure { get; } = new(7000, 0.03, 20, 60);

    /// <summary>501-PC-1001, to the boiler's fire: more when the pressure is too low.</summary>
    public PiController SteamPressure { get; } = new(1000, -0.25, 300, 48);

    /// <summary>501-LC-1001, to the feedwater.</summary>
    public PiController DrumLevel { get; } = new(50, -4, 1000, 40);

    public void Step(double dt)
    {
        SeparatorPressure.Step(separatorPressure.Value, dt);
        CondensateLevel.Step(condensateLevel.Value, dt);
        WaterLevel.Step(waterLevel.Value, dt);
        CoolerOutlet.Step(coolerOutlet.Value, dt);
        HeaderPressure.Step(headerPressure.Value, dt);
        SteamPressure.Step(steamPressure.Value, dt);
        DrumLevel.Step(drumLevel.Value, dt);
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Part("101-PC-1002", SeparatorPressure);
        visitor.Part("101-LC-1001", CondensateLevel);
        visitor.Part("101-LC-1002", WaterLevel);
        visitor.Part("101-TC-3002", CoolerOutlet);
        visitor.Part("101-PC-3001", HeaderPressure);
        visitor.Part("501-PC-1001", SteamPressure);
        visitor.Part("501-LC-1001", DrumLevel);
    }
}
