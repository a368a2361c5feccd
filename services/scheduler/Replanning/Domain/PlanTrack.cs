namespace FactoryTwin.Services.Scheduler.Replanning.Domain;

/// <summary>An event of the plan in force, as far as following it goes.</summary>
public readonly record struct TrackedEvent(int Parts, DateTimeOffset Start, DateTimeOffset End, int PartsAfter);

/// <summary>Compares what the machine does with the plan in force.</summary>
/// <param name="InitialParts">x0: parts on hand at the plan's start, the batch before it included.</param>
/// <param name="Before">The batch that was under way when the plan was made, and that it starts after.</param>
/// <param name="Events">Its events.</param>
public sealed record PlanTrack(int InitialParts, RunningBatch? Before, IReadOnlyList<TrackedEvent> Events)
{
    /// <summary>The batch that the plan has under way at a time; null where it idles.</summary>
    public RunningBatch? RunningAt(DateTimeOffset now)
    {
        if (Before is { } before && before.Start <= now && now < before.End) return before;
        foreach (var e in Events)
        {
            if (e.Parts > 0 && e.Start <= now && now < e.End) return new RunningBatch(e.Parts, e.Start, e.End);
        }
        return null;
    }

    /// <summary>Parts that the plan has on hand at a time, and when the last of them was made.</summary>
    public (int Parts, DateTimeOffset? At) PartsAt(DateTimeOffset now)
    {
        if (Before is { } before && now < before.End) return (InitialParts - before.Parts, null);
        var (parts, at) = (InitialParts, Before?.End);
        foreach (var e in Events)
        {
            if (e.Parts > 0 && e.End <= now) (parts, at) = (e.PartsAfter, e.End);
        }
        return (parts, at);
    }

    /// <summary>The next time after which something of the plan could turn out not to have happened; null at its end.</summary>
    public DateTimeOffset? NextCheck(DateTimeOffset now, TimeSpan tolerance)
    {
        foreach (var e in Events)
        {
            if (e.Parts == 0) continue;
            if (e.Start + tolerance > now) return e.Start + tolerance;
            if (e.End + tolerance > now) return e.End + tolerance;
        }
        return null;
    }

    /// <summary>How the machine departs from the plan, in words; null while it keeps to it within the tolerance.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="onHand">Parts on hand, counted like the plan's.</param>
    /// <param name="running">The batch in the machine.</param>
    /// <param name="tolerance">How late or early is still on time.</param>
    public string? Departure(DateTimeOffset now, int onHand, RunningBatch? running, TimeSpan tolerance)
    {
        if (Events.Count == 0) return null;
        var (least, most) = (PartsAt(now - tolerance).Parts, PartsAt(now + tolerance).Parts);
        if (onHand < least) return $"{onHand} parts are made where the plan had {least}";
        if (onHand > most) return $"{onHand} parts are made where the plan had {most}";
        if (running is { } batch)
        {
            var known = Events.Any(e => e.Parts == batch.Parts && (e.Start - batch.Start).Duration() <= tolerance);
            var before = Before is { } b && b.Parts == batch.Parts && (b.End - batch.End).Duration() <= tolerance;
            if (!known && !before) return $"a batch of {batch.Parts} is under way that the plan does not have";
        }
        else if (RunningAt(now) is { } planned && now - planned.Start > tolerance && planned.End - now > tolerance)
        {
            return $"the batch of {planned.Parts} planned for {Say.Time(planned.Start, now)} has not begun";
        }
        return null;
    }
}
