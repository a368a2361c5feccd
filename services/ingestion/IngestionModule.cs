using FactoryTwin.Hosting;
using FactoryTwin.Services.Ingestion.Canary;
using FactoryTwin.Services.Ingestion.Imports;
using FactoryTwin.Services.Ingestion.Pushes;
using FactoryTwin.Services.Ingestion.RawBatches;
using FactoryTwin.Services.Ingestion.Recording;
using FactoryTwin.Services.Ingestion.Registry;
using FactoryTwin.Services.Ingestion.Rejects;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Services.Ingestion;

/// <summary>Takes plant data in: raw as they came, standard readings by a source's mapping, rejects with their reason.</summary>
public sealed class IngestionModule : ServiceModule
{
    public override string Name => "ingestion";

    public override string Description => "Takes plant data in by push and import, keeps them raw, and makes standard readings of them.";

    public override string Owner => "Data platform team";

    public override void Build(IServiceModuleBuilder builder)
    {
        builder.Options<IngestionOptions>("Ingestion", IngestionOptions.Check);
        builder.Services
            .AddSingleton<IngestionMetrics>()
            .AddSingleton<SourceRegistry>()
            .AddSingleton<PushHandler>()
            .AddSingleton<ImportHandler>()
            .AddSingleton<ReplayHandler>()
            .AddSingleton<RawBatchHandler>();
        builder
            .Serves<SourcesService>()
            .Serves<ReadingsService>()
            .Publishes(SourceRegistry.Topic)
            .Publishes(Recorder.TelemetryTopic)
            .Runs<CanaryWorker>()
            .Runs<UpkeepWorker>();
    }
}
