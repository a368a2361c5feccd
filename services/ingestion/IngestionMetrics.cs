using System.Diagnostics.Metrics;
using FactoryTwin.Ingestion.V1;

namespace FactoryTwin.Services.Ingestion;

/// <summary>The meter "FactoryTwin.Ingestion". The tag "door" is push, import, replay or canary.</summary>
internal sealed class IngestionMetrics
{
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _unlisted;
    private readonly Histogram<double> _batch;

    public IngestionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("FactoryTwin.Ingestion");
        _accepted = meter.CreateCounter<long>("factorytwin.ingestion.readings.accepted", "{reading}", "Readings stored for the first time.");
        _duplicates = meter.CreateCounter<long>("factorytwin.ingestion.readings.duplicates", "{reading}", "Readings that were stored before.");
        _rejected = meter.CreateCounter<long>("factorytwin.ingestion.rejected", "{fault}", "Faults of rows and readings, by reason.");
        _rows = meter.CreateCounter<long>("factorytwin.ingestion.import.rows", "{row}", "Data rows of imported files.");
        _unlisted = meter.CreateCounter<long>("factorytwin.ingestion.rejected.unlisted", "{reading}", "Rejected readings beyond the listed ones; they lie in the raw batches.");
        _batch = meter.CreateHistogram<double>("factorytwin.ingestion.batch.duration", "s", "From a batch's arrival to its durable write.");
    }

    public void Stored(string door, long accepted, long duplicates, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("door", door);
        _accepted.Add(accepted, tag);
        _duplicates.Add(duplicates, tag);
        _batch.Record(duration.TotalSeconds, tag);
    }

    public void Rejected(string door, IEnumerable<RejectReason> reasons)
    {
        foreach (var (reason, count) in reasons.CountBy(r => r))
            _rejected.Add(count, new("door", door), new("reason", ReasonNames.Of(reason)));
    }

    public void Unlisted(long count) => _unlisted.Add(count);

    public void Rows(string door, long rows) => _rows.Add(rows, new KeyValuePair<string, object?>("door", door));
}
