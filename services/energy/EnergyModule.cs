using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Forecasts;
using FactoryTwin.Services.Energy.Pricing;
using FactoryTwin.Services.Energy.Tariffs;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Services.Energy;

/// <summary>What energy costs, and when: price series and tariffs, kept and announced, and forecasts of prices and loads.</summary>
public sealed class EnergyModule : ServiceModule
{
    /// <summary>The service's id.</summary>
    public const string Id = "energy";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override string Description => "Time-of-use energy prices and tariffs: import, query, bills, forecasts, announced changes.";

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
            .Options<EnergyOptions>("Energy", EnergyOptions.Check)
            .Serves<PricesService>()
            .Serves<TariffsService>()
            .Serves<ForecastsService>()
            .Publishes(PriceStore.Topic)
            .Publishes(TariffStore.Topic);
    }
}
