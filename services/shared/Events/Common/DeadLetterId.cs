using System.Globalization;

namespace FactoryTwin.Events.Common;

/// <summary>A dead letter's id: "topic~group~partition-offset". The same event that fails again for the same group has the same one.</summary>
internal static class DeadLetterId
{
    public static string Of(string topic, string group, int partition, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{topic}~{group}~{partition:D3}-{offset:D20}");

    /// <summary>Topic and group of an id; null where it cannot be one.</summary>
    public static (string Topic, string Group)? Parse(string id) =>
        id.Split('~') is [var topic, var group, var place] && Names.IsValid(topic) && Names.IsValid(group) && Names.IsValid(place) ? (topic, group) : null;

    /// <summary>The partition of an id; null where it cannot be one.</summary>
    public static int? PartitionOf(string id) =>
        Parse(id) is not null && id[(id.LastIndexOf('~') + 1)..].Split('-') is [var partition, _] && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
