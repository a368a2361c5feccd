using FactoryTwin.Common.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Twin.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>A usable reading of one of a machine's points.</summary>
internal readonly record struct PointReading(string Point, double Value, DateTimeOffset Time, string Unit = "");

/// <summary>Watches a machine's points at the twin, and goes on watching after the twin was away.</summary>
public sealed class ProgressWatch(IServiceClients clients, TimeProvider time, ILogger<ProgressWatch> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>Runs until cancelled; hands each message's readings over at once, so that what changed together is seen together.</summary>
    internal async Task RunAsync(IReadOnlyCollection<string> points, Action<IReadOnlyList<PointReading>> take, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var request = new WatchPointsRequest { Points = { points } };
                using var call = clients.Get<Points.PointsClient>("twin-state").WatchPoints(request, cancellationToken: cancellationToken);
                while (await call.ResponseStream.MoveNext(cancellationToken))
                {
                    pause = FirstPause;
                    var readings = call.ResponseStream.Current.Changes.Where(IsUsable).Select(c => new PointReading(c.Point, c.Value, c.EventTime.ToDateTimeOffset(), c.Unit)).ToList();
                    if (readings.Count > 0) take(readings);
                }
            }
            catch (Exception fault) when (fault is RpcException or IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
            {
                ProgressWatchLog.Cut(logger, string.Join(", ", points), fault.Message, pause);
            }
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static bool IsUsable(LiveValue value) =>
        value.HasValue && value.EventTime is not null && double.IsFinite(value.Value) && value.Quality is Quality.Good or Quality.Uncertain;
}

/// <summary>Log of <see cref="ProgressWatch"/>; event ids 4110 to 4119.</summary>
internal static partial class ProgressWatchLog
{
    [LoggerMessage(4110, LogLevel.Warning, "The watch on {Points} was cut: {Reason} Next attempt in {Pause}.")]
    public static partial void Cut(ILogger logger, string points, string reason, TimeSpan pause);
}
