using FactoryTwin.Events;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Recording.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Ingestion.Recording;

/// <summary>Stores standard readings within a transaction: history, the event to tell others, the source's statistics.</summary>
internal static class Recorder
{
    public const string TelemetryTopic = "ingestion.telemetry";
    public const string EventSource = "/services/ingestion";
    private const int MostReadingsAnEvent = 2_000;

    /// <summary>Appends the readings; those that are new are published with the commit. Outcomes stand in the readings' order.</summary>
    public static AppendOutcome[] Record(IStoreTransaction transaction, string source, IReadOnlyList<StandardReading> readings, DateTimeOffset received)
    {
        if (readings.Count == 0) return [];
        var samples = new SeriesSample[readings.Count];
        for (var i = 0; i < samples.Length; i++)
        {
            var r = readings[i];
            samples[i] = new(r.Point.Point, new(r.Time, r.Value, (int)r.Quality));
        }
        var outcomes = transaction.Append(IngestionStore.Readings, samples);
        Publish(transaction, source, readings, outcomes, received);
        return outcomes;
    }

    /// <summary>Adds to the source's statistics.</summary>
    public static void Count(IStoreTransaction transaction, string source, long accepted, long rejected, long duplicates, DateTimeOffset? lastEvent, DateTimeOffset received)
    {
        var stored = transaction.Get(IngestionStore.Statistics, source)?.Value ?? new Source { Name = source, Statistics = new() };
        var statistics = stored.Statistics;
        statistics.AcceptedReadings += accepted;
        statistics.RejectedReadings += rejected;
        statistics.DuplicateReadings += duplicates;
        statistics.LastReceiveTime = received.ToTimestamp();
        if (lastEvent is { } last && (statistics.LastEventTime is null || statistics.LastEventTime.ToDateTimeOffset() < last))
            statistics.LastEventTime = last.ToTimestamp();
        transaction.Put(IngestionStore.Statistics, stored);
    }

    private static void Publish(
        IStoreTransaction transaction, string source, IReadOnlyList<StandardReading> readings, AppendOutcome[] outcomes, DateTimeOffset received)
    {
        ReadingsRecorded? recorded = null;
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] != AppendOutcome.Added) continue;
            recorded ??= new() { Source = source, ReceiveTime = received.ToTimestamp() };
            var r = readings[i];
            recorded.Readings.Add(new Reading { Point = r.Point.Point, EventTime = r.Time.ToTimestamp(), Value = r.Value, Unit = r.Point.Unit, Quality = r.Quality });
            if (recorded.Readings.Count < MostReadingsAnEvent) continue;
            transaction.Publish(TelemetryTopic, CloudEvent.Of(recorded, EventSource, source, received));
            recorded = null;
        }
        if (recorded is not null) transaction.Publish(TelemetryTopic, CloudEvent.Of(recorded, EventSource, source, received));
    }
}
