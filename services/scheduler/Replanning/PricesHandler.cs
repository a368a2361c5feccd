using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>Hears of changed prices: keeps them, and has the plans made anew that are bought at them.</summary>
public sealed class PricesHandler(IStore store, PriceBook book, PlannerHost planners) : IEventHandler
{
    /// <summary>Where the energy service announces prices.</summary>
    public const string Topic = "energy.prices";

    /// <inheritdoc/>
    public async Task HandleAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var changes = batch.Events
            .Where(e => e.Event.Type == PricesChanged.Descriptor.FullName)
            .Select(e => (Change: e.Event.Payload<PricesChanged>(), e.Event.Time))
            .ToList();
        var touched = await store.WriteAsync(
            transaction =>
            {
                var applied = book.Apply(transaction, changes.Select(c => c.Change));
                transaction.SaveOffset(batch, SchedulerModule.Id);
                return applied;
            },
            cancellationToken);
        foreach (var prices in touched)
        {
            book.Adopt(prices);
            planners.PricesChanged(prices.Series, changes.Where(c => c.Change.PriceSeries == prices.Series).Min(c => c.Time));
        }
    }
}
