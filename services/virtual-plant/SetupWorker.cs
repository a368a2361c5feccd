using FactoryTwin.Services.VirtualPlant.Demonstration;
using FactoryTwin.Services.VirtualPlant.Forwarding;
using FactoryTwin.Services.VirtualPlant.Model;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.VirtualPlant;

/// <summary>
/// Makes the plant known to the suite: source, model and, where wanted, the demonstration. Each part is tried until its service
/// answers; the demonstration is looked after for as long as the service runs.
/// </summary>
public sealed partial class SetupWorker(
    SourceRegistration source, ModelLoader model, DemonstrationPrices prices, DemonstrationMachine machine,
    IOptions<VirtualPlantOptions> options, TimeProvider time, ILogger<SetupWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(
                UntilDoneAsync("source", source.EnsureAsync, stoppingToken),
                UntilDoneAsync("model", model.LoadAsync, stoppingToken));
            if (options.Value.Demonstration) await DemonstrateAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task DemonstrateAsync(CancellationToken stoppingToken)
    {
        await UntilDoneAsync("prices", prices.EnsureAsync, stoppingToken);
        await UntilDoneAsync("machine", machine.EnsureMachineAsync, stoppingToken);
        using var timer = new PeriodicTimer(LookAfter, time);
        do
        {
            await TryAsync("prices", prices.EnsureAsync, stoppingToken);
            await TryAsync("orders", machine.EnsureOrdersAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task UntilDoneAsync(string part, Func<CancellationToken, Task> setUp, CancellationToken stoppingToken)
    {
        while (!await TryAsync(part, setUp, stoppingToken)) await Task.Delay(Retry, time, stoppingToken);
        LogDone(part);
    }

    private async Task<bool> TryAsync(string part, Func<CancellationToken, Task> setUp, CancellationToken stoppingToken)
    {
        try
        {
            await setUp(stoppingToken);
            return true;
        }
        catch (RpcException e) when (!stoppingToken.IsCancellationRequested)
        {
            // A peer that is still starting is no news; any other answer is.
            LogNotYet(e.StatusCode == StatusCode.Unavailable ? LogLevel.Debug : LogLevel.Warning, part, e.StatusCode, e.Status.Detail);
            return false;
        }
        catch (RpcException) when (stoppingToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(stoppingToken);
        }
    }

    [LoggerMessage(7201, LogLevel.Information, "Set up: {Part}")]
    private partial void LogDone(string part);

    [LoggerMessage(EventId = 7202, Message = "Setting up {Part} did not work yet ({Status}: {Detail})")]
    private partial void LogNotYet(LogLevel level, string part, StatusCode status, string detail);
}
