namespace FactoryTwin.Services.Scheduler.Planning.Domain.Series;

/// <summary>
/// The exact optimum where it is small: all stages walked together from moment to moment. A state is the time, for each stage until when it is busy, what it
/// will put out and what may follow, and the inventories; of all ways into a state only the cheapest can be part of an optimum. At a moment the
/// stages that are free choose, first to last: an event, or to stop for good. The walk then goes to the next end of an event.
/// </summary>
internal sealed class SeriesStates(SeriesInstance series, int most)
{
    private const int ChoicesAState = 8;

    private sealed record State(long Time, Lane[] Lanes, int[] Waiting, int Made, State? Before, (int Stage, BatchEvent Event, long Start)[] Taken, double Cost);

    /// <param name="Until">Busy until; <see cref="long.MaxValue"/> where it has stopped.</param>
    /// <param name="Out">Parts that it puts out then.</param>
    /// <param name="Class">What may follow.</param>
    private readonly record struct Lane(long Until, int Out, int Class);

    /// <summary>The events of each stage in the cheapest schedule, null where there is none; not even that, where there are too many states.</summary>
    public (IReadOnlyList<IReadOnlyList<BatchEvent>>? Strings, double Cost)? Search(CancellationToken cancellationToken)
    {
        var start = series.Start.UtcTicks;
        var lanes = series.Stages.Select(s => new Lane(start, 0, SuccessionRule.StartClass)).ToArray();
        var open = new SortedDictionary<long, Dictionary<string, State>>();
        var (best, seen, chosen) = ((State?)null, 0, 0L);
        Put(new State(start, lanes, [.. series.Stages.Select(s => s.Stock)], 0, null, [], 0));
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (time, states) = open.First();
            open.Remove(time);
            foreach (var state in states.Values)
            {
                if (++seen > most) return null;
                if (state.Made == series.Demand && state.Lanes.All(l => l.Until == long.MaxValue) && (best is null || state.Cost < best.Cost)) best = state;
                foreach (var next in Choices(state, 0, []))
                {
                    if (++chosen > (long)ChoicesAState * most) return null;
                    Move(next);
                }
            }
        }
        return best is null ? (null, double.PositiveInfinity) : (Strings(best), best.Cost);

        void Put(State state)
        {
            if (!open.TryGetValue(state.Time, out var at)) open[state.Time] = at = new Dictionary<string, State>(StringComparer.Ordinal);
            var key = $"{string.Join(';', state.Lanes.Select(l => $"{l.Until},{l.Out},{l.Class}"))}|{string.Join(',', state.Waiting)}|{state.Made}";
            if (!at.TryGetValue(key, out var known) || state.Cost < known.Cost) at[key] = state;
        }

        void Move(State taken)
        {
            var next = taken.Lanes.Min(l => l.Until);
            if (next == long.MaxValue)
            {
                if (taken.Made == series.Demand && (best is null || taken.Cost < best.Cost)) best = taken;
                return;
            }
            if (Arrive(taken, next) is { } arrived) Put(arrived);
        }
    }

    /// <summary>What the free stages may choose at this moment, from one stage on.</summary>
    private IEnumerable<State> Choices(State state, int stage, List<(int, BatchEvent, long)> taken)
    {
        if (stage == series.Stages.Count)
        {
            yield return state with { Before = state, Taken = [.. taken] };
            yield break;
        }
        if (state.Lanes[stage].Until > state.Time)
        {
            foreach (var rest in Choices(state, stage + 1, taken)) yield return rest;
            yield break;
        }
        var (lane, model) = (state.Lanes[stage], series.Stages[stage].Model);
        foreach (var rest in Choices(With(state, stage, lane with { Until = long.MaxValue, Out = 0 }, 0, 0), stage + 1, taken)) yield return rest;
        for (var b = 0; b <= model.Capacity; b++)
        {
            if (model.EventAfter(lane.Class, b) is not { } sigma || (stage > 0 && b > state.Waiting[stage])) continue;
            var end = state.Time + sigma.Duration.Ticks;
            if (end > series.DueDates.Last!.Value.UtcTicks) continue;
            taken.Add((stage, sigma, state.Time));
            var next = With(state, stage, new Lane(end, b, model.Successions.ClassAfter(sigma.Letter)), stage > 0 ? b : 0, PricedTimedAutomaton.Cost(sigma, state.Time, series.Prices));
            foreach (var rest in Choices(next, stage + 1, taken)) yield return rest;
            taken.RemoveAt(taken.Count - 1);
        }
    }

    private static State With(State state, int stage, Lane lane, int parts, double cost)
    {
        var (lanes, waiting) = ((Lane[])state.Lanes.Clone(), (int[])state.Waiting.Clone());
        lanes[stage] = lane;
        waiting[stage] -= parts;
        return state with { Lanes = lanes, Waiting = waiting, Cost = state.Cost + cost };
    }

    /// <summary>The state when the next events end; null where an inventory overflows, too much is made, or a due date is broken.</summary>
    private State? Arrive(State state, long time)
    {
        if (series.DueDates.Ordered.Any(d => d.Time.UtcTicks < time && state.Made < d.Parts)) return null;
        var (lanes, waiting, made) = ((Lane[])state.Lanes.Clone(), (int[])state.Waiting.Clone(), state.Made);
        for (var j = 0; j < lanes.Length; j++)
        {
            if (lanes[j].Until != time) continue;
            if (j + 1 == lanes.Length) made += lanes[j].Out;
            else waiting[j + 1] += lanes[j].Out;
            lanes[j] = lanes[j] with { Out = 0 };
        }
        for (var j = 1; j < lanes.Length; j++)
        {
            if (waiting[j] > series.Stages[j].Room) return null;
        }
        if (made > series.Demand || series.DueDates.Ordered.Any(d => d.Time.UtcTicks == time && made < d.Parts)) return null;
        return state with { Time = time, Lanes = lanes, Waiting = waiting, Made = made };
    }

    private List<List<BatchEvent>> Strings(State last)
    {
        var strings = series.Stages.Select(_ => new List<BatchEvent>()).ToList();
        for (var s = last; s is not null; s = s.Before)
        {
            foreach (var (stage, sigma, _) in s.Taken) strings[stage].Insert(0, sigma);
        }
        return strings;
    }
}
