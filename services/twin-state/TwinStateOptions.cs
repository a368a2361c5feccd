using FactoryTwin.Hosting;

namespace FactoryTwin.Services.TwinState;

/// <summary>Section "TwinState".</summary>
public sealed class TwinStateOptions
{
    /// <summary>A value older than this is stale where its point says nothing else. Default 15 s.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The point whose readings travel the whole pipe to prove that data flow. Default "pipeline-canary".</summary>
    public string CanaryPoint { get; set; } = "pipeline-canary";

    /// <summary>Not ready when the canary's newest stored reading is older than this. Default 10 s.</summary>
    public TimeSpan CanaryLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most watch streams at once. Default 500.</summary>
    public int MaxWatchers { get; set; } = 500;

    /// <summary>How long samples are kept, by their event time, at least one day. Absent: for ever, since a file may hold old data.</summary>
    public TimeSpan? Retention { get; set; }

    internal static IEnumerable<OptionFault> Check(TwinStateOptions options)
    {
        if (options.StaleAfter <= TimeSpan.Zero || options.StaleAfter > TimeSpan.FromDays(30))
            yield return new(nameof(StaleAfter), "must be more than zero and at most 30 days, for example 00:00:15");
        if (!Model.Domain.ResourceId.IsValid(options.CanaryPoint))
            yield return new(nameof(CanaryPoint), Model.Domain.ResourceId.Rule);
        if (options.CanaryLimit < TimeSpan.FromSeconds(2) || options.CanaryLimit > TimeSpan.FromMinutes(10))
            yield return new(nameof(CanaryLimit), "must be from 2 seconds to 10 minutes, for example 00:00:10");
        if (options.MaxWatchers is < 1 or > 100_000)
            yield return new(nameof(MaxWatchers), "must be from 1 to 100000");
        if (options.Retention < TimeSpan.FromDays(1))
            yield return new(nameof(Retention), "must be at least one day, for example 400.00:00:00");
    }
}
