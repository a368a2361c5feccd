using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Services.Energy.Watches;

/// <summary>Looks at something again and again. A look that fails is logged, and is followed by the next.</summary>
public abstract partial class PeriodicLook(TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>Looks at all that is over at <paramref name="now"/>.</summary>
    internal abstract Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e, GetType().Name);
            }
        }
    }

    [LoggerMessage(4203, LogLevel.Warning, "{Look} failed; tried again later")]
    private partial void LogFailed(Exception e, string look);
}
