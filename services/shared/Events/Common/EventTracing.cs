using System.Diagnostics;

namespace FactoryTwin.Events.Common;

/// <summary>A handler runs in the trace of the event that it takes: what it does stands beside the publisher's call.</summary>
internal static class EventTracing
{
    /// <summary>More links than collectors keep help nobody.</summary>
    private const int MostLinks = 32;

    private static readonly ActivitySource Source = new("FactoryTwin.Events");

    /// <summary>
    /// Begins one attempt on a batch. Where its events are of one trace, it is part of that trace; of several, it begins one of its own and
    /// links to theirs (OpenTelemetry's way with batches). Null where nobody listens.
    /// </summary>
    public static Activity? Start(EventBatch batch, string group)
    {
        if (!Source.HasListeners()) return null;
        var publishers = batch.Events.Select(e => e.Event.TraceParent).OfType<string>().Distinct(StringComparer.Ordinal)
            .Select(text => ActivityContext.TryParse(text, null, isRemote: true, out var context) ? context : default)
            .Where(context => context != default).Take(MostLinks).ToArray();
        var together = publishers.Length > 0 && Array.TrueForAll(publishers, each => each.TraceId == publishers[0].TraceId);
        // A handler's own loop is part of no trace: what was current where it began is not to be taken for a parent.
        var parent = together ? publishers[0] : default;
        Activity.Current = null;
        return Source.StartActivity(
            "process " + batch.Topic, ActivityKind.Consumer, parent,
            [new("messaging.destination.name", batch.Topic), new("messaging.consumer.group.name", group), new("messaging.batch.message_count", batch.Events.Count)],
            publishers.Skip(together ? 1 : 0).Select(each => new ActivityLink(each)));
    }
}
