namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>Why a machine is closed.</summary>
public enum ClosureKind
{
    /// <summary>A permit to work on it is in force.</summary>
    Permit,

    /// <summary>A maintenance window.</summary>
    Maintenance,

    /// <summary>It stands, unplanned.</summary>
    Stoppage,

    /// <summary>No shift works on it; overtime can shorten this.</summary>
    Unstaffed,
}

/// <summary>A stretch of time in which no event of the machine may be under way.</summary>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive; equal to <paramref name="Start"/> where all of it was given up.</param>
/// <param name="Kind">Why.</param>
/// <param name="Id">As the giver of the instance knows it.</param>
public sealed record Closure(DateTimeOffset Start, DateTimeOffset End, ClosureKind Kind, string Id = "");

/// <summary>
/// The closures of a machine. From any moment before a closure the machine may stand until its end, shut down: at no power, in the same
/// state, and anything may follow. That keeps "earlier never hurts" true, which reachability rests on: whoever is somewhere earlier can
/// do what the later one did, or stand until the closure's end as that one had to.
/// </summary>
public sealed class Closures
{
    /// <summary>The machine is never closed.</summary>
    public static readonly Closures None = new([]);

    private readonly long[] _starts;
    private readonly long[] _ends;

    /// <param name="given">In any order; they may overlap.</param>
    public Closures(IEnumerable<Closure> given)
    {
        Given = [.. given.OrderBy(c => c.Start).ThenBy(c => c.End)];
        var merged = new List<(long Start, long End)>();
        foreach (var closure in Given)
        {
            var (start, end) = (closure.Start.UtcTicks, closure.End.UtcTicks);
            if (merged.Count > 0 && start <= merged[^1].End) merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, end));
            else merged.Add((start, end));
        }
        (_starts, _ends) = ([.. merged.Select(m => m.Start)], [.. merged.Select(m => m.End)]);
    }

    /// <summary>As given, soonest first.</summary>
    public IReadOnlyList<Closure> Given { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _ends.Length == 0;

    /// <summary>The ends, ascending, in UTC ticks; closures that touch count as one.</summary>
    public IReadOnlyList<long> Ends => _ends;

    /// <summary>When a machine that stands from this instant on may go on: the end of the closure that it is in or that comes next. Null after the last.</summary>
    public long? StandsUntil(long ticks)
    {
        var next = FirstEndAfter(ticks);
        return next < _ends.Length ? _ends[next] : null;
    }

    /// <summary>Whether an event of this length can run from this instant on.</summary>
    public bool IsFree(long start, long duration)
    {
        var next = FirstEndAfter(start);
        while (next < _ends.Length && _starts[next] == _ends[next]) next++; // one without length is in nobody's way
        return next == _ends.Length || _starts[next] >= start + duration;
    }

    /// <summary>The latest instant, no later than the given one, from which an event of this length can run.</summary>
    public long LatestStart(long latest, long duration)
    {
        for (var i = _ends.Length - 1; i >= 0; i--)
        {
            if (_starts[i] < _ends[i] && _ends[i] > latest && _starts[i] < latest + duration) latest = _starts[i] - duration;
        }
        return latest;
    }

    private int FirstEndAfter(long ticks)
    {
        if (_ends.Length == 0) return 0;
        var found = Array.BinarySearch(_ends, ticks);
        return found >= 0 ? found + 1 : ~found;
    }
}
