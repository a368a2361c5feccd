using FactoryTwin.Ingestion.V1;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Ingestion;

/// <summary>What the service stores.</summary>
internal static class IngestionStore
{
    /// <summary>Sources by name, without etag, times and statistics.</summary>
    public static readonly Collection<Source> Sources = new("sources", s => s.Name,
        new Index<Source>("owner", IndexKind.Text, s => s.Owner));

    /// <summary>Statistics of sources, apart from them so that counting does not change a source's etag; only name and statistics are set.</summary>
    public static readonly Collection<Source> Statistics = new("source_statistics", s => s.Name);

    public static readonly Collection<PointOwner> PointOwners = new("point_owners", o => o.Name);

    public static readonly Collection<KeptAnswer> Answers = new("kept_answers", a => a.Name);

    public static readonly Collection<KeptHeader> Headers = new("kept_headers", h => h.Name);

    public static readonly Collection<RejectedRow> RejectedRows = new("rejected_rows", r => r.Name,
        new Index<RejectedRow>("line", IndexKind.Integer, r => (long)r.Line),
        new Index<RejectedRow>("column", IndexKind.Text, r => r.Column),
        new Index<RejectedRow>("reason", IndexKind.Text, r => ReasonNames.Of(r.Reason)),
        new Index<RejectedRow>("raw_batch", IndexKind.Text, r => r.RawBatch),
        new Index<RejectedRow>("receive_time", IndexKind.Time, r => r.ReceiveTime?.ToDateTimeOffset()));

    /// <summary>What came, byte for byte; the key is the source's name.</summary>
    public static readonly Journal RawBatches = new("raw_batches");

    /// <summary>The standard readings; the series is the point's id. Also what tells a duplicate.</summary>
    public static readonly History Readings = new("readings");
}

/// <summary>Reject reasons as the contract spells them.</summary>
internal static class ReasonNames
{
    private static readonly Dictionary<RejectReason, string> Names =
        System.Enum.GetValues<RejectReason>().ToDictionary(r => r, r => ReadingsReflection.Descriptor.EnumTypes.Single(e => e.Name == nameof(RejectReason)).FindValueByNumber((int)r).Name);

    public static string Of(RejectReason reason) => Names[reason];
}
