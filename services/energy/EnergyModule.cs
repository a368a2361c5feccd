using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Balances;
using FactoryTwin.Services.Energy.Baselines;
using FactoryTwin.Services.Energy.Forecasts;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Pricing;
using FactoryTwin.Services.Energy.Reports;
using FactoryTwin.Services.Energy.StandardCoal;
using FactoryTwin.Services.Energy.Tariffs;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Services.Energy;

/// <summary>What energy costs, and when: price series and tariffs, kept and announced, forecasts of prices and loads; meters.</summary>
public sealed class EnergyModule : ServiceModule
{
    /// <summary>The service's id.</summary>
    public const string Id = "energy";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override string Description => "Time-of-use energy prices and tariffs: import, query, bills, forecasts, announced changes; meters of all carriers.";

    /// <inheritdoc/>
    public override string Owner => "Energy team";

    /// <inheritdoc/>
    public override void Build(IServiceModuleBuilder builder)
    {
        builder.Services
            .AddSingleton<PriceStore>()
            .AddSingleton<TariffStore>()
            .AddSingleton<MeterStore>()
            .AddSingleton<MeterCatalog>()
            .AddSingleton<ConsumptionReader>()
            .AddSingleton<BalanceStore>()
            .AddSingleton<BalanceNodeLinks>()
            .AddSingleton<BalanceReader>()
            .AddSingleton<FlowReader>()
            .AddSingleton<CoalFactorStore>()
            .AddSingleton<ReportStore>()
            .AddSingleton<ReportLinks>()
            .AddSingleton<ReportReader>()
            .AddSingleton<ForecastJobStore>()
            .AddSingleton<ForecastHistory>()
            .AddSingleton<ForecastRunner>()
            .AddSingleton<BaselineStore>()
            .AddSingleton<BaselineReader>()
            .AddHostedService(services => services.GetRequiredService<CoalFactorStore>())
            .AddHostedService(services => services.GetRequiredService<MeterCatalog>())
            .AddSingleton<EnergyMetrics>();
        builder
            .Options<EnergyOptions>("Energy", EnergyOptions.Check)
            .Serves<PricesService>()
            .Serves<TariffsService>()
            .Serves<ForecastsService>()
            .Serves<ForecastJobsService>()
            .Serves<MetersService>()
            .Serves<BalancesService>()
            .Serves<StandardCoalService>()
            .Serves<ReportsService>()
            .Serves<BaselinesService>()
            .Publishes(PriceStore.Topic)
            .Publishes(TariffStore.Topic)
            .Publishes(BalanceStore.Topic)
            .Publishes(BaselineStore.Topic)
            .Publishes(ForecastJobStore.Topic)
            .Runs<BalanceMonitor>()
            .Runs<EnpiMonitor>()
            .Runs<ForecastPublisher>()
            .Runs<PriceFeed>()
            .Listens<ReadingsHandler>(ReadingsHandler.Topic);
    }
}
