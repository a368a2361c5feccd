using FactoryTwin.Contracts;
using FactoryTwin.Events;
using FactoryTwin.Storage;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Hosting.Letters;

/// <summary>Letters as the contract shows them.</summary>
internal static class LetterView
{
    private const int MostJson = 256 << 10;

    private static readonly Lazy<IReadOnlyDictionary<string, MessageDescriptor>> Known = new(Messages);

    /// <summary>What filters may use.</summary>
    public static readonly IReadOnlyList<Index<Events.V1.DeadLetter>> Fields =
    [
        new("topic", IndexKind.Text, l => l.Topic), new("group", IndexKind.Text, l => l.Group), new("reason", IndexKind.Text, l => l.Reason),
        new("state", IndexKind.Text, l => StateName(l.State)), new("event_type", IndexKind.Text, l => l.EventType),
        new("event_id", IndexKind.Text, l => l.EventId), new("event_source", IndexKind.Text, l => l.EventSource), new("key", IndexKind.Text, l => l.Key),
        new("partition", IndexKind.Integer, l => (long)l.Partition), new("offset", IndexKind.Integer, l => l.Offset),
        new("attempt_count", IndexKind.Integer, l => (long)l.AttemptCount), new("create_time", IndexKind.Time, l => l.CreateTime.ToDateTimeOffset()),
        new("settle_time", IndexKind.Time, l => l.SettleTime?.ToDateTimeOffset()),
    ];

    public static Events.V1.DeadLetter Of(string service, DeadLetter letter) => new()
    {
        Name = LetterNames.Of(service, letter.Id),
        Topic = letter.Topic,
        Group = letter.Group,
        Partition = letter.Partition,
        Offset = letter.Offset,
        EventType = letter.Event.Type,
        EventId = letter.Event.Id,
        EventSource = letter.Event.Source,
        EventTime = letter.Event.Time.ToTimestamp(),
        Key = letter.Event.Key,
        State = (Events.V1.DeadLetterState)(letter.State + 1),
        Reason = letter.Reason,
        AttemptCount = letter.Attempts,
        CreateTime = letter.Time.ToTimestamp(),
        SettleTime = letter.SettleTime?.ToTimestamp(),
        Replayable = letter.IsEvent,
        Changes = { letter.History.Select(entry => new Events.V1.DeadLetterChange
        {
            Action = (Events.V1.DeadLetterAction)(entry.Action + 1), Time = entry.Time.ToTimestamp(), Actor = entry.Actor, Reason = entry.Reason,
        }) },
    };

    public static Events.V1.DeadLetter Whole(string service, DeadLetter letter)
    {
        var view = Of(service, letter);
        view.Data = ByteString.CopyFrom(letter.Event.Data.Span);
        view.DataJson = Json(letter.Event);
        view.Headers.AddRange(letter.Headers.Select(header => new Events.V1.DeadLetterHeader { Key = header.Name, Value = ByteString.CopyFrom(header.Value) }));
        return view;
    }

    private static string Json(CloudEvent e)
    {
        if (e.Data.Length > MostJson || !Known.Value.TryGetValue(e.Type, out var type)) return "";
        try
        {
            return JsonFormatter.Default.Format(type.Parser.ParseFrom(e.Data.Span));
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidOperationException)
        {
            // The bytes are not what they say: that may be why it is here.
            return "";
        }
    }

    private static Dictionary<string, MessageDescriptor> Messages() => typeof(ContractSet).Assembly.GetTypes()
        .Where(type => typeof(IMessage).IsAssignableFrom(type) && !type.IsAbstract)
        .Select(type => type.GetProperty("Descriptor", System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)?.GetValue(null))
        .OfType<MessageDescriptor>().ToDictionary(type => type.FullName, StringComparer.Ordinal);

    private static string StateName(Events.V1.DeadLetterState state) => "DEAD_LETTER_STATE_" + state.ToString().ToUpperInvariant();
}
