namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>What a fault does; the numbers are those of factorytwin.virtualplant.v1.FaultKind.</summary>
public enum FaultKind
{
    BearingWear = 1,
    Leak = 2,
    StuckSensor = 3,
}

/// <summary>A fault that can be switched on.</summary>
/// <param name="Id">The {fault} of "faults/{fault}".</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Tag">For a stuck sensor: the tag whose value freezes while its quality stays good.</param>
public sealed record FaultDefinition(string Id, string DisplayName, FaultKind Kind, string? Tag = null)
{
    /// <summary>Every fault of the site, ordered by id.</summary>
    public static IReadOnlyList<FaultDefinition> All { get; } =
    [
        new("compressor-a-bearing-wear", "Worn drive-end bearing of compressor A", FaultKind.BearingWear),
        new("compressor-a-vibration-stuck", "Vibration transmitter of compressor A stuck", FaultKind.StuckSensor, "101-VT-2001A"),
        new("compressor-b-bearing-wear", "Worn drive-end bearing of compressor B", FaultKind.BearingWear),
        new("condensate-tank-leak", "Condensate tank leaks at its bottom flange", FaultKind.Leak),
        new("instrument-air-leak", "Instrument air header leaks", FaultKind.Leak),
        new("sales-flow-stuck", "Sales gas flow transmitter stuck", FaultKind.StuckSensor, "101-FT-3002"),
        new("sales-header-leak", "Gas leaks at a flange of the sales header", FaultKind.Leak),
        new("separator-level-stuck", "Condensate level transmitter of the inlet separator stuck", FaultKind.StuckSensor, "101-LT-1001"),
        new("separator-pressure-stuck", "Pressure transmitter of the inlet separator stuck", FaultKind.StuckSensor, "101-PT-1002"),
    ];
}

/// <summary>Which faults are on, and how bad.</summary>
public sealed class FaultSwitches : IStateful
{
    private readonly double[] severities = new double[FaultDefinition.All.Count];

    /// <summary>0 where it is off.</summary>
    public double Severity(string id) => severities[IndexOf(id)];

    /// <param name="id">A fault's id.</param>
    /// <param name="severity">0 (off) to 1 (as bad as it gets). Any severity above 0 freezes a stuck sensor.</param>
    /// <exception cref="ArgumentException">No such fault, or a severity outside 0 to 1.</exception>
    public void Set(string id, double severity)
    {
        if (!(severity >= 0 && severity <= 1)) throw new ArgumentException("Must be from 0 to 1.", nameof(severity));
        severities[IndexOf(id)] = severity;
    }

    public void Visit(StateVisitor visitor)
    {
        for (int i = 0; i < severities.Length; i++) visitor.Value(FaultDefinition.All[i].Id, ref severities[i]);
    }

    private static int IndexOf(string id)
    {
        for (int i = 0; i < FaultDefinition.All.Count; i++)
            if (FaultDefinition.All[i].Id == id)
                return i;
        throw new ArgumentException($"There is no fault '{id}'.", nameof(id));
    }
}
