using System.Globalization;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Recording.Domain;

namespace FactoryTwin.Services.Ingestion.Pushes;

/// <summary>A pushed batch, judged: what can be stored, and what cannot with its index.</summary>
internal sealed class PushBatch
{
    private PushBatch(int capacity)
    {
        Readings = new(capacity);
        Indexes = new(capacity);
    }

    /// <summary>The good readings.</summary>
    public List<StandardReading> Readings { get; }

    /// <summary>Where each good reading stands in the request.</summary>
    public List<int> Indexes { get; }

    /// <summary>The others.</summary>
    public List<(int Index, Fault Fault)> Faults { get; } = [];

    /// <summary>The newest event time among the good readings.</summary>
    public DateTimeOffset? LastEvent { get; private set; }

    public static PushBatch Judge(PushReadingsRequest request, SourceMapping mapping, DateTimeOffset latest)
    {
        var batch = new PushBatch(request.Readings.Count);
        for (var i = 0; i < request.Readings.Count; i++)
        {
            if (!ReadingJudge.TryStandardize(request.Readings[i], mapping, latest, out var reading, out var fault))
            {
                batch.Faults.Add((i, fault));
                continue;
            }
            batch.Readings.Add(reading);
            batch.Indexes.Add(i);
            if (batch.LastEvent is null || reading.Time > batch.LastEvent) batch.LastEvent = reading.Time;
        }
        return batch;
    }

    /// <summary>The fault of a reading whose point has another value at this time.</summary>
    public static Fault Conflict(StandardReading reading) => new(RejectReason.ConflictingValue, reading.Point.Column,
        string.Create(CultureInfo.InvariantCulture, $"another value or quality is stored for point '{reading.Point.Point}' at {reading.Time:O}; this one was {reading.Value:R}"));
}
