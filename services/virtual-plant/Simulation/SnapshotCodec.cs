using FactoryTwin.Services.VirtualPlant.Forwarding;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.Services.VirtualPlant.Storage;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.VirtualPlant.Simulation;

/// <summary>Puts everything that a restart needs into one document.</summary>
internal static class SnapshotCodec
{
    public static Snapshot Write(
        VirtualPlantOptions options, long sequence, DateTimeOffset lastEventTime, PlantSimulation simulation, ForwardCounters counters,
        FaultBoard faults, DateTimeOffset? lastBatchStart, DateTimeOffset? batchStart)
    {
        var snapshot = new Snapshot
        {
            Name = VirtualPlantStores.SnapshotName,
            Seed = options.Seed,
            Capacity = options.FurnaceCapacity,
            Sequence = sequence,
            Acknowledged = counters.Acknowledged,
            Dropped = counters.Dropped,
            Refused = counters.Refused,
            LastEventTime = lastEventTime.ToTimestamp(),
            LastAcknowledgeTime = counters.LastAcknowledgeTime?.ToTimestamp(),
            LastBatchStart = lastBatchStart?.ToTimestamp(),
            BatchStartTime = batchStart?.ToTimestamp(),
            Faults = { faults.All },
        };
        snapshot.State.Add(simulation.Capture().ToDictionary());
        return snapshot;
    }
}
