using FactoryTwin.Common.V1;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Pushes;
using FactoryTwin.Services.Ingestion.Registry;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Services.Ingestion.Canary;

/// <summary>
/// Stores one reading a second on a source of its own, by the way that all readings take: whoever sees it arrive knows that data
/// really flow. Counted apart from the plant's readings.
/// </summary>
internal sealed partial class CanaryWorker(SourceRegistry registry, PushHandler pushes, IngestionOptions options, TimeProvider time, ILogger<CanaryWorker> logger) : BackgroundService
{
    public const string SourceName = "sources/pipeline-canary";
    public const string Point = "pipeline-canary";
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Canary) return;
        using var timer = new PeriodicTimer(Period, time);
        for (var count = 0L; ; count++)
        {
            try
            {
                if (count == 0) await RegisterAsync(stoppingToken);
                await pushes.PushAsync(Reading(count), "canary", stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
            if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
        }
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var source = new Source { Name = SourceName, DisplayName = "Pipeline canary", Owner = "ingestion", Origin = "ingestion" };
        source.Mappings.Add(new ColumnMapping { Column = Point, Unit = "1", DisplayName = "Readings of the canary since the start" });
        try
        {
            await registry.CreateAsync(source, cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            // Registered by an earlier start.
        }
    }

    private PushReadingsRequest Reading(long count)
    {
        var request = new PushReadingsRequest { Source = SourceName };
        request.Readings.Add(new RawReading { Tag = Point, EventTime = time.GetUtcNow().ToTimestamp(), Value = count, Quality = Quality.Good });
        return request;
    }

    [LoggerMessage(2101, LogLevel.Warning, "The canary's reading was not stored")]
    private partial void LogFailed(Exception e);
}
