using FactoryTwin.Hosting;

namespace FactoryTwin.Services.Ingestion;

/// <summary>Options of ingestion, section "Ingestion".</summary>
public sealed class IngestionOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>Event times further ahead of the clock are rejected. Default 1 hour.</summary>
    public TimeSpan FutureLimit { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long raw batches are kept. Default 30 days.</summary>
    public TimeSpan RawRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long standard readings are kept, by their event time; older data sent again would be taken as new. Absent: for ever.</summary>
    public TimeSpan? ReadingRetention { get; set; }

    /// <summary>How long rejected rows are kept. Default 90 days.</summary>
    public TimeSpan RejectedRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Longest row of a CSV file, in bytes. Default 1 MiB.</summary>
    public int MaxRowBytes { get; set; } = 1 << 20;

    /// <summary>Rows of an import in one transaction. Default 250.</summary>
    public int ImportRows { get; set; } = 250;

    /// <summary>Readings of an import in one transaction; a row is never split. Default 12,500.</summary>
    public int ImportReadings { get; set; } = 12_500;

    /// <summary>Answers kept for repeated batches, the newest of each source. Default 4,096.</summary>
    public int KeptAnswers { get; set; } = 4_096;

    /// <summary>Rejected pushed readings of a source that are listed at once; beyond them only <see cref="ListedRejectsPerMinute"/>. Default 100,000.</summary>
    public int ListedRejects { get; set; } = 100_000;

    /// <summary>Rejected pushed readings of a source that are listed in the long run, a minute. Raw batches have all of them. Default 1,000.</summary>
    public int ListedRejectsPerMinute { get; set; } = 1_000;

    /// <summary>Whether the pipeline's canary reports once a second. Default true.</summary>
    public bool Canary { get; set; } = true;

    /// <summary>Every fault of the options.</summary>
    public static IEnumerable<OptionFault> Check(IngestionOptions options)
    {
        foreach (var (name, value) in new[]
        {
            (nameof(FutureLimit), options.FutureLimit), (nameof(RawRetention), options.RawRetention),
            (nameof(ReadingRetention), options.ReadingRetention ?? Longest), (nameof(RejectedRetention), options.RejectedRetention),
        })
            if (value <= TimeSpan.Zero || value > Longest) yield return new(name, "must be positive and at most 100 years");
        if (options.MaxRowBytes is < 1024 or > 64 << 20) yield return new(nameof(MaxRowBytes), "must be 1 KiB to 64 MiB");
        if (options.ImportRows is < 1 or > 100_000) yield return new(nameof(ImportRows), "must be 1 to 100000");
        if (options.ImportReadings is < 1 or > 1_000_000) yield return new(nameof(ImportReadings), "must be 1 to 1000000");
        if (options.ListedRejects < 0) yield return new(nameof(ListedRejects), "must not be negative");
        if (options.ListedRejectsPerMinute < 0) yield return new(nameof(ListedRejectsPerMinute), "must not be negative");
        if (options.KeptAnswers is < 1 or > 1_000_000) yield return new(nameof(KeptAnswers), "must be 1 to 1000000");
    }
}
