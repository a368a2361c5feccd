using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.VirtualPlant.Forwarding;

/// <summary>Sends batch after batch; while ingestion is away, waits longer and longer between attempts.</summary>
public sealed partial class ForwardWorker(
    ReadingSender sender, ForwardQueue queue, IOptions<VirtualPlantOptions> options, TimeProvider time, ILogger<ForwardWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        int failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await sender.SendNextAsync(stoppingToken))
                {
                    if (failures > 0) LogBack(failures, queue.Buffer.WaitingReadings);
                    failures = 0;
                    continue;
                }

                if (++failures == 1) LogAway();
                await Task.Delay(RetryDelay(failures, options.Value.MaxRetryDelay, Random.Shared.NextDouble()), time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Grpc.Core.RpcException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Doubles from a quarter second to the most, less up to a half of itself by chance.</summary>
    internal static TimeSpan RetryDelay(int failures, TimeSpan most, double chance)
    {
        double full = Math.Min(most.TotalMilliseconds, FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 20)));
        return TimeSpan.FromMilliseconds(full * (1 - chance / 2));
    }

    [LoggerMessage(7111, LogLevel.Warning, "Ingestion does not take readings; they are kept and sent again")]
    private partial void LogAway();

    [LoggerMessage(7112, LogLevel.Information, "Ingestion takes readings again after {Failures} failed attempts; {Waiting} readings wait")]
    private partial void LogBack(int failures, long waiting);
}
