namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// Which states can still reach Xm in time. For every state x and succession class, <see cref="Latest"/> is the latest instant at
/// which the machine may be there and still meet every due date at the fastest pace. The bound is exact: being somewhere
/// earlier never hurts, because due dates are upper bounds on time, so one number a state decides. Computed once, from the
/// largest state down, in whole ticks.
/// </summary>
internal sealed class Reachability
{
    /// <summary>From here Xm is never reached.</summary>
    public const long Never = long.MinValue;

    private readonly PricedTimedAutomaton _automaton;
    private readonly long[,] _latest;
    private readonly long[] _deadline;

    public Reachability(PricedTimedAutomaton automaton)
    {
        _automaton = automaton;
        var states = Math.Max(0, automaton.LargestState - automaton.InitialState + 1);
        _latest = new long[states, automaton.Model.Successions.Classes];
        _deadline = new long[states];
        for (var x = automaton.LargestState; x >= automaton.InitialState; x--) Fill(x);
    }

    /// <summary>Whether all due dates can still be met by a machine that has x parts at this time (UTC ticks).</summary>
    public bool CanFinish(long time, int x, int successionClass) => time <= Latest(x, successionClass);

    /// <summary>The latest UTC ticks at which x with this class is not yet too late; <see cref="Never"/> where it always is.</summary>
    public long Latest(int x, int successionClass) => _automaton.Contains(x) ? _latest[x - _automaton.InitialState, successionClass] : Never;

    /// <summary>The latest UTC ticks at which x is not yet too late, whatever the event before it.</summary>
    public long Latest(int x)
    {
        var latest = Never;
        for (var c = 0; c < _automaton.Model.Successions.Classes; c++) latest = Math.Max(latest, Latest(x, c));
        return latest;
    }

    /// <summary>UTC ticks until which x parts are enough: no event that starts with them may end later.</summary>
    public long Deadline(int x) => _deadline[x - _automaton.InitialState];

    /// <summary>
    /// Whether sigma_b may be taken at this time: defined in this state, not forbidden after the event before it, no due date broken
    /// while it runs, and every due date still within reach after it.
    /// </summary>
    public bool IsValid(long time, int x, int successionClass, BatchEvent sigma)
    {
        if (_automaton.Next(x, sigma) is not { } next || !_automaton.Model.Successions.Allows(successionClass, sigma.Letter)) return false;
        var end = time + sigma.Duration.Ticks;
        return end <= _deadline[x - _automaton.InitialState] && _automaton.Closures.IsFree(time, sigma.Duration.Ticks) && CanFinish(end, next, _automaton.Model.Successions.ClassAfter(sigma.Letter));
    }

    /// <summary>Until when the machine may stand from this time on with x parts: the end of the closure at or after it, if every due date stays within reach. Null where it may not.</summary>
    public long? StandsUntil(long time, int x, int successionClass) =>
        _automaton.Closures.StandsUntil(time) is { } end && end <= Deadline(x) && CanFinish(end, x, _automaton.Model.Successions.ClassAfterStand(successionClass)) ? end : null;

    private void Fill(int x)
    {
        var row = x - _automaton.InitialState;
        var rule = _automaton.Model.Successions;
        var deadline = _deadline[row] = (_automaton.DueDates.EnoughUntil(x) ?? _automaton.Horizon).UtcTicks;
        if (_automaton.IsMarked(x))
        {
            for (var c = 0; c < rule.Classes; c++) _latest[row, c] = _automaton.Horizon.UtcTicks;
            return;
        }
        for (var c = 0; c < rule.Classes; c++) _latest[row, c] = ByBatch(x, c, deadline);
        // Standing ends where anything may follow, so it is of no more use after a stand.
        if (!_automaton.Closures.IsEmpty)
        {
            for (var c = 0; c < rule.Classes; c++) _latest[row, c] = Math.Max(_latest[row, c], LastEnd(Math.Min(deadline, _latest[row, rule.ClassAfterStand(c)])));
        }
        // One idle event may open a succession that was closed, never make up time: so it is looked at once, after the batches.
        for (var c = 0; c < rule.Classes; c++)
        {
            if (_automaton.Model.EventAfter(c, 0) is not { } idle || _latest[row, rule.ClassAfter(idle.Letter)] is var afterIdle && afterIdle == Never) continue;
            _latest[row, c] = Math.Max(_latest[row, c], LatestStart(Math.Min(afterIdle, deadline), idle));
        }
    }

    private long LatestStart(long end, BatchEvent sigma) => _automaton.Closures.LatestStart(end - sigma.Duration.Ticks, sigma.Duration.Ticks);

    /// <summary>Just before the last closure's end that is no later than this: from there the machine stands until it.</summary>
    private long LastEnd(long latest)
    {
        var found = Never;
        foreach (var end in _automaton.Closures.Ends)
        {
            if (end <= latest) found = end - 1;
        }
        return found;
    }

    private long ByBatch(int x, int successionClass, long deadline)
    {
        var rule = _automaton.Model.Successions;
        var best = Never;
        for (var b = 1; b <= _automaton.Model.Capacity && x + b <= _automaton.LargestState; b++)
        {
            if (_automaton.Model.EventAfter(successionClass, b) is not { } sigma || Latest(x + b, rule.ClassAfter(sigma.Letter)) is var then && then == Never) continue;
            best = Math.Max(best, LatestStart(Math.Min(then, deadline), sigma));
        }
        return best;
    }
}
