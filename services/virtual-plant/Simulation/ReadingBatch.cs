using FactoryTwin.Common.V1;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.VirtualPlant.Simulation;

/// <summary>What all tags show at one time, as ingestion takes it.</summary>
internal static class ReadingBatch
{
    public static PushReadingsRequest Of(string source, long sequence, DateTimeOffset eventTime, IReadOnlyList<TagValue> values)
    {
        var stamp = eventTime.ToTimestamp();
        var request = new PushReadingsRequest { Source = source, Sequence = sequence };
        foreach (var value in values)
            request.Readings.Add(new RawReading { Tag = value.Tag.Id, EventTime = stamp, Value = value.Value, Quality = (Quality)value.Quality });
        return request;
    }

    /// <summary>The clock's time in whole milliseconds, and always after the last batch's, whatever the clock does.</summary>
    public static DateTimeOffset EventTime(DateTimeOffset now, DateTimeOffset last)
    {
        var whole = now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMillisecond));
        return whole > last ? whole : last.AddMilliseconds(1);
    }
}
