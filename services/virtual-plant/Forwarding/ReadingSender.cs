using FactoryTwin.Hosting;
using FactoryTwin.Ingestion.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.VirtualPlant.Forwarding;

/// <summary>
/// Hands the oldest waiting batch to ingestion. A batch leaves the queue only when it was answered; until then it is sent again with
/// the same sequence, so that an answer lost on its way stores nothing twice.
/// </summary>
public sealed partial class ReadingSender(
    ForwardQueue queue, ForwardCounters counters, SourceRegistration registration, IServiceClients clients, VirtualPlantMetrics metrics,
    IOptions<VirtualPlantOptions> options, TimeProvider time, ILogger<ReadingSender> logger)
{
    /// <summary>Waits for a batch and tries to hand it over. False when ingestion did not take it now and it must be tried again.</summary>
    public async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        var batch = await queue.NextAsync(cancellationToken);
        try
        {
            var client = clients.Get<Readings.ReadingsClient>("ingestion");
            var deadline = (time.GetUtcNow() + options.Value.PushTimeout).UtcDateTime;
            var response = await client.PushReadingsAsync(batch.Content, new CallOptions(deadline: deadline, cancellationToken: cancellationToken));
            if (!queue.Buffer.Remove(batch.Sequence)) return true; // dropped meanwhile, and counted as dropped
            counters.Acknowledge(batch.Readings, time.GetUtcNow());
            metrics.CountReadings("acknowledged", batch.Readings - response.Rejected);
            metrics.CountReadings("rejected", response.Rejected);
            if (response.Rejected > 0) LogRejected(response.Rejected, batch.Sequence, response.RejectedReadings.FirstOrDefault()?.Detail ?? "");
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            LogUnknownSource(registration.Name);
            return await TryRegisterAsync(cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange)
        {
            // Sending it again would be refused again and would hold up all that follow.
            LogRefused(batch.Sequence, e.Status.Detail);
            if (queue.Buffer.Remove(batch.Sequence)) counters.Refuse(batch.Readings);
            metrics.CountReadings("refused", batch.Readings);
            return true;
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(e.StatusCode, e.Status.Detail, queue.Buffer.WaitingReadings);
            metrics.CountFailure(e.StatusCode.ToString());
            return false;
        }
    }

    private async Task<bool> TryRegisterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await registration.EnsureAsync(cancellationToken);
            return true;
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            metrics.CountFailure(e.StatusCode.ToString());
            return false;
        }
    }

    [LoggerMessage(7101, LogLevel.Warning, "Ingestion rejected {Count} readings of batch {Sequence}; the first: {Detail}")]
    private partial void LogRejected(int count, long sequence, string detail);

    [LoggerMessage(7102, LogLevel.Information, "Ingestion does not know {Source}; registering it")]
    private partial void LogUnknownSource(string source);

    [LoggerMessage(7103, LogLevel.Error, "Ingestion refused batch {Sequence} for good: {Detail}")]
    private partial void LogRefused(long sequence, string detail);

    [LoggerMessage(7104, LogLevel.Debug, "Ingestion did not take a batch ({Status}: {Detail}); {Waiting} readings wait")]
    private partial void LogFailed(StatusCode status, string detail, long waiting);
}
