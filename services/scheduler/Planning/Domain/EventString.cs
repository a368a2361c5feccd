namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// A string s of events, taken back to back from t0. The k-th event (from 1) starts where the prefix of k - 1 events ends, which is
/// where the suffix from k on starts: T(s_k) = t0 + the durations of s_1 .. s_(k-1).
/// </summary>
public sealed class EventString
{
    private readonly BatchEvent[] _events;
    private readonly DateTimeOffset[] _ends; // [k]: the end of the prefix of k events

    /// <param name="events">s, in order; may be empty.</param>
    /// <param name="start">t0.</param>
    public EventString(IEnumerable<BatchEvent> events, DateTimeOffset start)
    {
        _events = [.. events];
        _ends = new DateTimeOffset[_events.Length + 1];
        _ends[0] = start;
        for (var k = 0; k < _events.Length; k++) _ends[k + 1] = _ends[k] + _events[k].Duration;
    }

    /// <summary>s.</summary>
    public IReadOnlyList<BatchEvent> Events => _events;

    /// <summary>|s|.</summary>
    public int Length => _events.Length;

    /// <summary>Parts that the whole string makes.</summary>
    public int Parts => _events.Sum(e => e.Parts);

    /// <summary>When the prefix of k events ends; t0 for the empty one.</summary>
    public DateTimeOffset PrefixEnd(int k) => _ends[k];

    /// <summary>When the suffix from the k-th event on (from 1) starts; for k = |s| + 1 the empty one, at the string's end.</summary>
    public DateTimeOffset SuffixStart(int k) => _ends[k - 1];

    /// <summary>The first k events.</summary>
    public EventString Prefix(int k) => new(_events.Take(k), _ends[0]);

    /// <summary>The events from the k-th on (from 1), at their own time.</summary>
    public EventString Suffix(int k) => new(_events.Skip(k - 1), SuffixStart(k));

    /// <summary>delta(x, s): the state after the whole string; null where a transition on the way is undefined.</summary>
    public int? Next(PricedTimedAutomaton automaton, int x)
    {
        int? at = x;
        foreach (var sigma in _events)
        {
            if (at is not { } from) return null;
            at = automaton.Next(from, sigma);
        }
        return at;
    }

    /// <summary>E(s): the sum of E_k over its events, in the prices' currency.</summary>
    /// <exception cref="PriceGapException">A part of the string has no price.</exception>
    public double Cost(PriceCurve prices)
    {
        var cost = 0.0;
        for (var k = 0; k < _events.Length; k++) cost += PricedTimedAutomaton.Cost(_events[k], _ends[k], prices);
        return cost;
    }
}
