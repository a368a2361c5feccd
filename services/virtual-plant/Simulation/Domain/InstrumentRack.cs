namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>All instruments. Controllers read the plant through it, as in life, so that a stuck transmitter misleads them.</summary>
public sealed class InstrumentRack : IStateful
{
    private readonly Instrument[] instruments;
    private readonly Dictionary<string, Instrument> byTag;

    public InstrumentRack(long seed, double dt)
    {
        instruments = [.. TagTable.All.Select((tag, channel) => new Instrument(tag, channel, seed, dt))];
        byTag = instruments.ToDictionary(i => i.Tag.Id, StringComparer.Ordinal);
    }

    public IReadOnlyList<Instrument> Instruments => instruments;

    /// <exception cref="KeyNotFoundException">No such tag.</exception>
    public Instrument this[string tag] => byTag[tag];

    public void Step(Plant plant, long step)
    {
        foreach (var instrument in instruments) instrument.Step(instrument.Tag.TrueValue(plant), step);
    }

    /// <summary>Freezes and frees transmitters as the faults say.</summary>
    public void Apply(FaultSwitches faults)
    {
        foreach (var fault in FaultDefinition.All)
            if (fault.Tag is { } tag)
                byTag[tag].Stuck = faults.Severity(fault.Id) > 0;
    }

    public void Visit(StateVisitor visitor)
    {
        foreach (var instrument in instruments) visitor.Part(instrument.Tag.Id, instrument);
    }
}
