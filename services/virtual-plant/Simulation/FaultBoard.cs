using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.Services.VirtualPlant.Storage;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.VirtualPlant.Simulation;

/// <summary>The faults as operators set them: on or off, how bad, since when. Guarded by <see cref="SimulationRunner"/>.</summary>
public sealed class FaultBoard
{
    private readonly Dictionary<string, StoredFault> faults =
        FaultDefinition.All.ToDictionary(f => f.Id, f => new StoredFault { Id = f.Id, Severity = 1 }, StringComparer.Ordinal);

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<StoredFault> All => [.. FaultDefinition.All.Select(f => faults[f.Id].Clone())];

    /// <summary>Copies what is stored; faults that this version does not know are forgotten.</summary>
    public void Restore(IEnumerable<StoredFault> stored)
    {
        foreach (var fault in stored.Where(f => faults.ContainsKey(f.Id))) faults[fault.Id] = fault.Clone();
    }

    /// <summary>Sets a fault and puts it into force.</summary>
    public StoredFault Set(string id, bool active, double severity, DateTimeOffset now, FaultSwitches switches)
    {
        var fault = faults[id];
        if (active && !fault.Active) fault.ActivateTime = now.ToTimestamp();
        if (!active) fault.ActivateTime = null;
        (fault.Active, fault.Severity) = (active, severity);
        switches.Set(id, active ? severity : 0);
        return fault.Clone();
    }
}
