using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Pricing;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Services.Energy;

/// <summary>What energy costs, and when: price series, kept and announced.</summary>
public sealed class EnergyModule : ServiceModule
{
    /// <summary>The service's id.</summary>
    public const string Id = "energy";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override string Description => "Time-of-use energy prices: import, query, announced changes.";

    /// <inheritdoc/>
    public override string Owner => "Energy team";

    /// <inheritdoc/>
    public override void Build(IServiceModuleBuilder builder)
    {
        builder.Services
            .AddSingleton<PriceStore>()
            .AddSingleton<EnergyMetrics>();
        builder
            .Serves<PricesService>()
            .Publishes(PriceStore.Topic);
    }
}
