using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Pricing;
using FactoryTwin.Services.Energy.Tariffs;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Services.Energy;

/// <summary>What energy costs, and when: price series and tariffs, kept and announced.</summary>
public sealed class EnergyModule : ServiceModule
{
    /// <summary>The service's id.</summary>
    public const string Id = "energy";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override string Description => "Time-of-use energy prices and tariffs: import, query, bills, announced changes.";

    /// <inheritdoc/>
    public override string Owner => "Energy team";

    /// <inheritdoc/>
    public override void Build(IServiceModuleBuilder builder)
    {
        builder.Services
            .AddSingleton<PriceStore>()
            .AddSingleton<TariffStore>()
            .AddSingleton<EnergyMetrics>();
        builder
            .Serves<PricesService>()
            .Serves<TariffsService>()
            .Publishes(PriceStore.Topic)
            .Publishes(TariffStore.Topic);
    }
}
