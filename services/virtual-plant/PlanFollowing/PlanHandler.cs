using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Services.VirtualPlant.Simulation;
using FactoryTwin.Services.VirtualPlant.Storage;
using FactoryTwin.Storage;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.VirtualPlant.PlanFollowing;

/// <summary>Takes published plans of the furnace's machine; the newest is stored and followed.</summary>
public sealed class PlanHandler(IStore store, SimulationRunner runner, IOptions<VirtualPlantOptions> options) : IEventHandler
{
    /// <inheritdoc/>
    public async Task HandleAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        string machine = "machines/" + options.Value.Machine;
        var newest = batch.Events
            .Where(e => e.Event.Type == PlanPublished.Descriptor.FullName)
            .Select(e => e.Event.Payload<PlanPublished>())
            .Where(p => p.Machine == machine && p.Plan is not null)
            .MaxBy(p => p.Plan.Revision);
        var follow = await store.WriteAsync(
            transaction =>
            {
                transaction.SaveOffset(batch, VirtualPlantModule.Id);
                if (newest is null) return false;
                // The same or an older plan may come again; it changes nothing.
                long known = transaction.Get(VirtualPlantStores.Plans, machine)?.Value.Plan.Revision ?? 0;
                if (newest.Plan.Revision >= known) transaction.Put(VirtualPlantStores.Plans, newest);
                return newest.Plan.Revision >= known;
            },
            cancellationToken);
        if (follow) await runner.FollowAsync(PlanConversions.ToPlan(newest!.Plan), cancellationToken);
    }
}
