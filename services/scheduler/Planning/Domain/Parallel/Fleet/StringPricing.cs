using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

/// <summary>
/// The string of one machine that is worth most when each part is worth what the due times still to come pay for it: a dynamic programme over the
/// instants of the machine's own grid and the classes of its last event, exact like the decider for one machine.
/// </summary>
internal sealed class StringPricing
{
    private readonly int _machine;
    private readonly int _machines;
    private readonly TimeGrid _grid;
    private readonly Followers _followers;
    private readonly IReadOnlyList<BatchEvent> _events;
    private readonly double[][] _cost;    // [b][i]: E_k of sigma_b that ends at instant i
    private double[][] _priced;           // the same as Best sees it
    private readonly double[][] _worth;   // [class][i]
    private readonly int[][] _last;       // [class][i]: b; -1 where the string begins or does not get there
    private readonly int _firstClass;
    private readonly int _dues;
    private int? _mostParts;
    private readonly int[] _firstDue;     // [i]: the first due time that is not before the instant

    public StringPricing(FleetInstance fleet, int machine, IReadOnlyList<DueDate> due, ExactLimits limits)
    {
        (_machine, _machines, _dues) = (machine, fleet.Machines.Count, due.Count);
        var instance = fleet.Alone(machine, fleet.DueDates);
        var most = limits.MaxTimes;
        _grid = TimeGrid.TryBuild(instance.Automaton, ref most) ?? throw new InstanceTooLargeException($"machine {machine}: more than {most:N0} start times are possible");
        _followers = new Followers(instance.Automaton.Model);
        if (Transitions > limits.MaxTransitions) throw new InstanceTooLargeException($"machine {machine}: more than {limits.MaxTransitions:N0} transitions");
        _firstClass = instance.Automaton.Model.Successions.ClassAfter(instance.PreviousEvent);
        var costs = new GridCosts(instance, _grid);
        _cost = [.. Enumerable.Range(0, _followers.Events).Select(b => Enumerable.Range(0, _grid.Count).Select(i => _grid.StartsOf(b)[i] is >= 0 and var s ? costs.Of(b, s, i) : 0).ToArray())];
        (_events, _priced) = (instance.Automaton.Events, _cost);
        _worth = [.. Enumerable.Range(0, _followers.Classes).Select(_ => new double[_grid.Count])];
        _last = [.. Enumerable.Range(0, _followers.Classes).Select(_ => new int[_grid.Count])];
        _firstDue = [.. _grid.Times.Select(t => due.TakeWhile(d => d.Time.UtcTicks < t).Count())];
    }

    /// <summary>Possible start times x sizes.</summary>
    public long Transitions => (long)_grid.Count * _followers.Events;

    /// <summary>Lets <see cref="Best"/> see events dearer by so much, given the event and its start (UTC ticks). Strings still cost what they cost.</summary>
    public void Price(Func<BatchEvent, long, double> extra)
    {
        if (ReferenceEquals(_priced, _cost)) _priced = [.. _cost.Select(row => new double[row.Length])];
        for (var b = 0; b < _cost.Length; b++)
        {
            var starts = _grid.StartsOf(b);
            for (var i = 0; i < _grid.Count; i++) _priced[b][i] = starts[i] < 0 ? 0 : _cost[b][i] + extra(_events[b], _grid.Times[starts[i]]);
        }
    }

    /// <summary>The events of a string with their starts (UTC ticks).</summary>
    public IEnumerable<(BatchEvent Event, long Start)> Events(MachineString of)
    {
        var i = 0;
        foreach (var b in of.Sizes)
        {
            yield return (_events[b], _grid.Times[i]);
            i = _grid.EndsOf(b)[i];
        }
    }

    /// <summary>The most that a string is worth, at least 0 for doing nothing, and the string.</summary>
    /// <param name="worthBy">Of a part that is made by each due time or before.</param>
    public (double Worth, MachineString String) Best(ReadOnlySpan<double> worthBy)
    {
        foreach (var row in _worth) Array.Fill(row, double.NegativeInfinity);
        foreach (var row in _last) Array.Fill(row, -1);
        _worth[_firstClass][0] = 0;
        var best = (Worth: 0.0, Class: _firstClass, Instant: 0);
        for (var i = 1; i < _grid.Count; i++)
        {
            for (var b = 0; b < _followers.Events; b++)
            {
                var start = _grid.StartsOf(b)[i];
                if (start < 0) continue;
                var gained = double.NegativeInfinity;
                foreach (var c in _followers.Sets[_followers.SetBefore(b)]) gained = Math.Max(gained, _worth[c][start]);
                gained += (_followers.Parts[b] * worthBy[_firstDue[i]]) - _priced[b][i];
                var after = _followers.ClassAfter(b);
                if (gained > _worth[after][i]) (_worth[after][i], _last[after][i]) = (gained, b);
            }
            for (var c = 0; c < _worth.Length; c++)
            {
                if (_worth[c][i] > best.Worth + 1e-12) best = (_worth[c][i], c, i);
            }
        }
        return (best.Worth, Read(best.Class, best.Instant, worthBy));
    }

    private MachineString Read(int at, int i, ReadOnlySpan<double> worthBy)
    {
        var (sizes, partsBy, cost) = (new List<int>(), new int[worthBy.Length], 0.0);
        while (i > 0)
        {
            var b = _last[at][i];
            var start = _grid.StartsOf(b)[i];
            sizes.Add(b);
            cost += _cost[b][i];
            for (var k = _firstDue[i]; k < partsBy.Length; k++) partsBy[k] += _followers.Parts[b];
            var wanted = _worth[at][i] - (_followers.Parts[b] * worthBy[_firstDue[i]]) + _priced[b][i];
            var (nearest, next) = (double.PositiveInfinity, -1);
            foreach (var c in _followers.Sets[_followers.SetBefore(b)])
            {
                var off = Math.Abs(_worth[c][start] - wanted);
                if (off < nearest) (nearest, next) = (off, c);
            }
            (at, i) = (next, start);
        }
        sizes.Reverse();
        return String([.. sizes], partsBy, cost);
    }

    /// <summary>Values that a table of so many parts keeps.</summary>
    public long TableSize(int most) => (long)_grid.Count * (Math.Min(most, MostParts) + 1) * _followers.Sets.Count;

    /// <summary>The cheapest strings by number of parts, at most <paramref name="most"/>, where the early due times pay for a part.</summary>
    public StringTable Table(ReadOnlySpan<double> worthBy, int most)
    {
        var cost = new double[_cost.Length][];
        for (var b = 0; b < cost.Length; b++)
        {
            cost[b] = (double[])_cost[b].Clone();
            for (var i = 0; i < cost[b].Length; i++) cost[b][i] -= _followers.Parts[b] * worthBy[_firstDue[i]];
        }
        return new StringTable(_grid, _followers, cost, _firstClass, Math.Min(most, MostParts));
    }

    /// <summary>A string as a column of the programme.</summary>
    public MachineString String(int[] sizes)
    {
        var (i, cost, partsBy) = (0, 0.0, new int[_dues]);
        foreach (var b in sizes)
        {
            i = _grid.EndsOf(b)[i];
            cost += _cost[b][i];
            for (var k = _firstDue[i]; k < partsBy.Length; k++) partsBy[k] += _followers.Parts[b];
        }
        return String(sizes, partsBy, cost);
    }

    /// <summary>The most parts that the machine can make.</summary>
    private int MostParts => _mostParts ??= Best(Enumerable.Repeat(1e9 * (1 + _cost.Max(row => row.Max(Math.Abs))), _dues).ToArray()).String.PartsBy[^1];

    /// <summary>A string as a column of the programme.</summary>
    public MachineString String(int[] sizes, int[] partsBy, double cost)
    {
        var entries = new double[partsBy.Length + 1 + _machines];
        for (var k = 0; k < partsBy.Length; k++) entries[k] = partsBy[k];
        entries[partsBy.Length] = partsBy[^1];
        entries[partsBy.Length + 1 + _machine] = 1;
        return new MachineString(_machine, sizes, partsBy, cost, entries);
    }
}
