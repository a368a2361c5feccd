namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>
/// Every instant at which an event of some string can start or end: t0 plus all sums of event durations, up to the horizon. Events
/// follow each other back to back and an idle event has a fixed length, so there are no others, and nothing is rounded: where all
/// durations are multiples of five minutes the grid has five-minute slots, where they are odd it is as odd as they are. Where the machine
/// is closed at times, no event links instants across a closure, and the closures' ends are instants too: it may stand until them.
/// </summary>
internal sealed class TimeGrid
{
    private const int MaxLinks = 1 << 26;

    private readonly int[][] _before; // [duration][i]: the index of Times[i] - duration, or -1
    private readonly int[] _durationOf;
    private int[][]? _after;

    private readonly Closures _closures;
    private readonly Dictionary<int, int[]> _standsBefore;

    private TimeGrid(long[] times, int[][] before, long[] durations, int[] durationOf, Closures closures)
    {
        (Times, _before, Durations, _durationOf, _closures) = (times, before, durations, durationOf, closures);
        _standsBefore = Stands();
    }

    /// <summary>UTC ticks, ascending; the first is t0.</summary>
    public long[] Times { get; }

    /// <summary>The distinct durations of the events, in ticks, ascending.</summary>
    public long[] Durations { get; }

    public int Count => Times.Length;

    /// <summary>Which of <see cref="Durations"/> is that of sigma_b.</summary>
    public int DurationOf(int b) => _durationOf[b];

    /// <summary>The instants before which sigma_b must have started to end at each instant: indices, -1 where there is none.</summary>
    public int[] StartsOf(int b) => _before[_durationOf[b]];

    /// <summary>The instants at which sigma_b ends when it starts at each instant: indices, -1 beyond the horizon.</summary>
    public int[] EndsOf(int b) => (_after ??= Reversed())[_durationOf[b]];

    /// <summary>The index of an instant of the grid; negative where it is none.</summary>
    public int IndexOf(long ticks) => Array.BinarySearch(Times, ticks);

    /// <summary>Null, and how many are taken, where there are more than <paramref name="maxTimes"/> instants or too many links between them.</summary>
    public static TimeGrid? TryBuild(PricedTimedAutomaton automaton, ref int maxTimes)
    {
        var (durations, durationOf) = Distinct(automaton.Events);
        maxTimes = Math.Min(maxTimes, MaxLinks / durations.Length);
        var (horizon, closures) = (automaton.Horizon.UtcTicks, automaton.Closures);
        var times = new List<long> { automaton.Start.UtcTicks };
        var before = new List<int>[durations.Length];
        for (var d = 0; d < durations.Length; d++) before[d] = [-1];
        var next = new int[durations.Length]; // of each duration, the first instant whose successor is not there yet
        while (true)
        {
            var at = closures.StandsUntil(times[^1]) ?? long.MaxValue;
            for (var d = 0; d < durations.Length; d++)
            {
                while (next[d] < times.Count && !closures.IsFree(times[next[d]], durations[d])) next[d]++;
                if (next[d] < times.Count) at = Math.Min(at, times[next[d]] + durations[d]);
            }
            if (at > horizon) break;
            if (times.Count >= maxTimes) return null;
            times.Add(at);
            for (var d = 0; d < durations.Length; d++) before[d].Add(next[d] < times.Count - 1 && times[next[d]] + durations[d] == at ? next[d]++ : -1);
        }
        return new TimeGrid([.. times], Array.ConvertAll(before, b => b.ToArray()), durations, durationOf, closures);
    }

    /// <summary>The instants from which the machine may stand until this one: none, or where a closure ends all since the end of the closure before.</summary>
    public ReadOnlySpan<int> StandsBefore(int i) => _standsBefore.TryGetValue(i, out var starts) ? starts : [];

    /// <summary>The instant until which the machine may stand from this one on; negative where there is none.</summary>
    public int StandsUntil(int i)
    {
        var until = _closures.StandsUntil(Times[i]) ?? long.MaxValue;
        return until > Times[^1] ? -1 : IndexOf(until);
    }

    /// <summary>Whether there are closures to stand until the end of.</summary>
    public bool HasStands => _standsBefore.Count > 0;

    private Dictionary<int, int[]> Stands()
    {
        var stands = new Dictionary<int, int[]>();
        var first = 0;
        foreach (var end in _closures.Ends)
        {
            if (IndexOf(end) is var i && i <= first) continue;
            stands[i] = [.. Enumerable.Range(first, i - first)];
            first = i;
        }
        return stands;
    }

    private static (long[] Durations, int[] DurationOf) Distinct(IReadOnlyList<BatchEvent> events)
    {
        var sorted = new long[events.Count];
        for (var b = 0; b < sorted.Length; b++) sorted[b] = events[b].Duration.Ticks;
        Array.Sort(sorted);
        var count = 0;
        foreach (var duration in sorted)
        {
            if (count == 0 || sorted[count - 1] != duration) sorted[count++] = duration;
        }
        var durations = sorted[..count];
        var durationOf = new int[events.Count];
        for (var b = 0; b < durationOf.Length; b++) durationOf[b] = Array.BinarySearch(durations, events[b].Duration.Ticks);
        return (durations, durationOf);
    }

    private int[][] Reversed()
    {
        var after = new int[Durations.Length][];
        for (var d = 0; d < after.Length; d++)
        {
            after[d] = new int[Count];
            Array.Fill(after[d], -1);
            for (var i = 0; i < Count; i++)
            {
                if (_before[d][i] >= 0) after[d][_before[d][i]] = i;
            }
        }
        return after;
    }
}
