using FactoryTwin.Hosting;
using FactoryTwin.Services.TwinState.History;
using FactoryTwin.Services.TwinState.Live;
using FactoryTwin.Services.TwinState.Model;
using FactoryTwin.Services.TwinState.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Services.TwinState;

/// <summary>The dynamic factory database: model, live values, history.</summary>
public sealed class TwinStateModule : ServiceModule
{
    /// <summary>The service's id and consumer group.</summary>
    public const string Id = "twin-state";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override string Description => "The live twin: asset hierarchy, points, present values with quality and age, history.";

    /// <inheritdoc/>
    public override string Owner => "Twin team";

    /// <inheritdoc/>
    public override void Build(IServiceModuleBuilder builder)
    {
        builder.Services
            .AddSingleton<ModelCatalog>()
            .AddSingleton<LiveState>()
            .AddSingleton<LiveValues>()
            .AddSingleton<HistoryReader>()
            .AddSingleton<AggregateReader>()
            .AddSingleton<WatchStream>()
            .AddSingleton<TwinMetrics>()
            .AddHostedService<LiveLoader>();
        builder
            .Options<TwinStateOptions>("TwinState", TwinStateOptions.Check)
            .Serves<AssetsService>()
            .Serves<PointsService>()
            .Listens<SourceHandler>("ingestion.sources")
            .Listens<TelemetryHandler>("ingestion.telemetry")
            .Runs<HistoryRetention>()
            .ReadyWhen<TelemetryFlows>();
    }
}
