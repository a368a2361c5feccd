using System.Globalization;
using System.Text;

namespace FactoryTwin.Events.Common;

/// <summary>An event's attributes as the headers of CloudEvents' binding for Kafka.</summary>
internal static class EventHeaders
{
    public static LetterHeader[] Of(CloudEvent e)
    {
        (string Name, string? Value)[] all =
        [
            ("content-type", "application/protobuf"), ("ce_specversion", "1.0"), ("ce_id", e.Id), ("ce_source", e.Source), ("ce_type", e.Type),
            ("ce_time", e.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), ("ce_partitionkey", e.Key), ("ce_subject", e.Subject),
            ("ce_traceparent", e.TraceParent),
        ];
        return [.. all.Where(each => each.Value is not null).Select(each => new LetterHeader(each.Name, Encoding.UTF8.GetBytes(each.Value!)))];
    }
}
