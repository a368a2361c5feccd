using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Services.Scheduler.Replanning.Domain;

/// <summary>Why a plan is as it is, in words a dispatcher reads: what changed, what the plan does about it, what it saves.</summary>
public static class PlanReason
{
    /// <summary>What a change of prices comes to, for the sentence's first part.</summary>
    public static string OfPrices(IReadOnlyList<PriceChange> changes, string currency, DateTimeOffset now)
    {
        if (changes.Count == 0) return "Prices outside the plan's horizon changed";
        var first = changes[0];
        var span = first.Start <= now ? $"until {Say.Time(first.End, now)} UTC" : $"{Say.Time(first.Start, now)}-{Say.Time(first.End, now)} UTC";
        var text = first.Before is { } before
            ? $"Price {span} {(first.After > before ? "rose" : "fell")} from {before:F2} to {first.After:F2} {currency}/MWh"
            : $"Price {span} became known: {first.After:F2} {currency}/MWh";
        return changes.Count == 1 ? text : $"{text}, {Say.Count(changes.Count - 1, "other stretch")} changed";
    }

    /// <summary>How the batches yet to start moved about the weightiest price change; empty where none did.</summary>
    public static string OfMoves(IReadOnlyList<PriceChange> changes, IReadOnlyList<TrackedEvent> before, IReadOnlyList<TrackedEvent> after, DateTimeOffset now)
    {
        if (changes.Count == 0) return "";
        var change = changes[0];
        var (was, does) = (Around(before, change, now), Around(after, change, now));
        var (earlier, inside, later) = (does.Earlier - was.Earlier, does.Inside - was.Inside, does.Later - was.Later);
        if (inside < 0 && earlier > 0 && earlier >= later) return $"{Say.Count(earlier, "batch")} moved before {Say.Time(change.Start, now)}";
        if (inside < 0 && later > 0) return $"{Say.Count(later, "batch")} moved after {Say.Time(change.End, now)}";
        if (inside > 0) return $"{Say.Count(inside, "batch")} moved into it";
        return before.Where(e => e.Start >= now).SequenceEqual(after.Where(e => e.Start >= now)) ? "no batch had to move" : "batches were rearranged";
    }

    /// <summary>What the plan saves against the benchmark.</summary>
    public static string OfSaving(double? percent) => percent switch
    {
        null => "",
        < 0.005 and > -0.005 => "costs the same as largest-first",
        < 0 => $"costs {-percent:F1} % more than largest-first",
        < 0.05 => $"saves {percent:F2} % against largest-first",
        _ => $"saves {percent:F1} % against largest-first",
    };

    /// <summary>Joins the parts that have something to say.</summary>
    public static string Join(params string[] parts) => string.Join("; ", parts.Where(p => p.Length > 0));

    private static (int Earlier, int Inside, int Later) Around(IEnumerable<TrackedEvent> events, PriceChange change, DateTimeOffset now)
    {
        var (earlier, inside, later) = (0, 0, 0);
        foreach (var e in events.Where(e => e.Parts > 0 && e.Start >= now))
        {
            if (e.End <= change.Start) earlier++;
            else if (e.Start >= change.End) later++;
            else inside++;
        }
        return (earlier, inside, later);
    }
}
