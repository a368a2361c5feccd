using System.Text.Json;
using FactoryTwin.Events.Common;

namespace FactoryTwin.Events.Embedded;

/// <summary>A dead letter as the JSON that its file holds.</summary>
internal sealed record LetterFile(string Id, string Topic, string Group, int Partition, long Offset, string Reason, int Attempts, DateTimeOffset Time,
    string EventId, string Source, string Type, DateTimeOffset EventTime, string Key, string? Subject, string? TraceParent, byte[] Data,
    LetterState State = LetterState.Waiting, IReadOnlyList<LetterEntry>? History = null)
{
    public static byte[] Write(DeadLetter l) => JsonSerializer.SerializeToUtf8Bytes(new LetterFile(
        l.Id, l.Topic, l.Group, l.Partition, l.Offset, l.Reason, l.Attempts, l.Time,
        l.Event.Id, l.Event.Source, l.Event.Type, l.Event.Time, l.Event.Key, l.Event.Subject, l.Event.TraceParent, l.Event.Data.ToArray(), l.State, l.History));

    /// <summary>Null where there is no such file.</summary>
    public static DeadLetter? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LetterFile>(File.ReadAllBytes(path))!.Letter();
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private DeadLetter Letter()
    {
        var e = new CloudEvent(EventId, Source, Type, EventTime, Key, Data) { Subject = Subject, TraceParent = TraceParent };
        return new(Id, Topic, Group, Partition, Offset, e, Reason, Attempts, Time)
        {
            State = State,
            // A letter of an older version has none.
            History = History ?? [new(LetterAction.Failed, Time, "", Reason)],
            Headers = EventHeaders.Of(e),
            Order = Time.UtcTicks,
        };
    }
}
