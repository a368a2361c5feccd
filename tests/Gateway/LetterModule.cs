using System.Collections.Concurrent;
using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Storage;
using FactoryTwin.TestThings.V1;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Gateway.Tests;

/// <summary>A service that listens to events, cannot take some of them until it is mended, and counts what each did to its store.</summary>
internal sealed class LetterModule : ServiceModule
{
    public const string Topic = "test.prices";

    private static readonly Collection<PricesChanged> Effects = new("effects", each => each.PriceSeries);

    /// <summary>Price series whose events cannot be taken, each with what the handler says.</summary>
    public ConcurrentDictionary<string, string> Poison { get; } = new(StringComparer.Ordinal);

    /// <summary>Series in the order in which they were taken.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    public override string Name => "letters";

    public override string Description => "Listens for tests.";

    public override string Owner => "testers";

    public override void Build(IServiceModuleBuilder builder)
    {
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton<ThingsService>();
        builder.Serves<ThingsService>().Publishes(Topic).Listens<Handler>(Topic);
    }

    /// <summary>How often the event of a series had its effect.</summary>
    public static async Task<long> EffectsOfAsync(IServiceProvider services, string series) =>
        (await services.GetRequiredService<IStore>().GetAsync(Effects, series, CancellationToken.None))?.Value.Revision ?? 0;

    private sealed class Handler(LetterModule module, IStore store) : IEventHandler
    {
        public async Task HandleAsync(EventBatch batch, CancellationToken cancellationToken)
        {
            var changes = batch.Events.Select(e => e.Event.Payload<PricesChanged>()).ToList();
            foreach (var change in changes)
                if (module.Poison.TryGetValue(change.PriceSeries, out var why)) throw new InvalidDataException(why);
            await store.WriteAsync(transaction =>
            {
                foreach (var change in changes)
                {
                    var before = transaction.Get(Effects, change.PriceSeries)?.Value.Revision ?? 0;
                    transaction.Put(Effects, new PricesChanged { PriceSeries = change.PriceSeries, Revision = before + 1 });
                }
                transaction.SaveOffset(batch, module.Name);
            }, cancellationToken);
            foreach (var change in changes) module.Taken.Enqueue(change.PriceSeries);
        }
    }
}
