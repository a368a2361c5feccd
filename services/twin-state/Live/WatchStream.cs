using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Transcoding;
using FactoryTwin.Services.TwinState.Live.Domain;
using FactoryTwin.Services.TwinState.Model;
using FactoryTwin.Twin.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.TwinState.Live;

/// <summary>Serves one watch: the present values, then the changes, at the pace that the reader can take.</summary>
public sealed class WatchStream(
    LiveState live, LiveValues values, ModelCatalog catalog, TwinMetrics metrics, IOptions<TwinStateOptions> options, TimeProvider time)
{
    /// <summary>Values in one message at most, so that a snapshot of a large plant stays below the message limit.</summary>
    private const int MaxValues = 2000;
    private const int MaxIntervalMilliseconds = 10_000;

    /// <summary>Runs until the reader goes away or the call is cancelled.</summary>
    /// <param name="points">The points wanted; null for all, also those that come later.</param>
    public async Task RunAsync(
        IReadOnlyList<string>? points, WatchPointsRequest request, IServerStreamWriter<WatchPointsResponse> stream, ServerCallContext context)
    {
        var (minIntervalMilliseconds, cancellationToken) = (request.MinIntervalMilliseconds, context.CancellationToken);
        if (minIntervalMilliseconds is < 0 or > MaxIntervalMilliseconds)
            throw RpcErrors.InvalidArgument(("min_interval_milliseconds", $"must be from 0 to {MaxIntervalMilliseconds}"));
        if (live.Watchers >= options.Value.MaxWatchers)
            throw RpcErrors.ResourceExhausted("TOO_MANY_WATCHERS", $"{options.Value.MaxWatchers} watch streams are open; close one or try again later.");

        using var watcher = live.Watch(points?.ToHashSet(StringComparer.Ordinal), request.ResumeToken);
        if (!watcher.Resumed)
        {
            if (request.ResumeToken.Length > 0)
                await Resumption.RestartAsync(context, "The token is not of this run of the service; the present values come first.");
            var wanted = points ?? catalog.PointIds;
            await SendAsync(stream, wanted.Zip(live.Find(wanted), values.Of).ToList(), watcher, snapshot: true, cancellationToken);
        }

        var interval = TimeSpan.FromMilliseconds(minIntervalMilliseconds);
        var counted = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            await watcher.WaitAsync(cancellationToken);
            var changes = watcher.Take().Select(r => values.Of(r.Point, r)).ToList();
            if (changes.Count > 0) await SendAsync(stream, changes, watcher, snapshot: false, cancellationToken);
            metrics.CountConflated(watcher.Conflated - counted);
            counted = watcher.Conflated;
            if (interval > TimeSpan.Zero) await Task.Delay(interval, time, cancellationToken);
        }
    }

    private async Task SendAsync(
        IServerStreamWriter<WatchPointsResponse> stream, List<LiveValue> changes, LiveState.Watcher watcher, bool snapshot, CancellationToken cancellationToken)
    {
        var sent = 0;
        do
        {
            var count = Math.Min(MaxValues, changes.Count - sent);
            var message = new WatchPointsResponse
            {
                Changes = { changes.GetRange(sent, count) },
                Snapshot = snapshot,
                Conflated = watcher.Conflated,
                ServerTime = time.GetUtcNow().ToTimestamp(),
            };
            sent += count;
            // Whoever is cut off in the middle gets the whole of it again.
            if (sent == changes.Count) message.ResumeToken = watcher.Token;
            await stream.WriteAsync(message, cancellationToken);
        }
        while (sent < changes.Count);
    }
}
