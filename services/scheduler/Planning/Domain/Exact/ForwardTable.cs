using System.Runtime.CompilerServices;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>
/// The dynamic programme, forwards: for every state (x, t) and every set of classes the least E of a string from x0 that is there
/// with its last event in that set, no due date broken on the way. Instants are filled in order of time; the row of one instant is
/// the minimum over events b of the row at their start, shifted by b and raised by one cost, which vector instructions do.
/// No choice is stored: costs add up exactly (<see cref="GridCosts"/>), so the way back is found by looking for equality.
/// </summary>
internal sealed class ForwardTable : IDisposable
{
    /// <summary>In the place of a size: standing until a closure's end.</summary>
    public const int Stand = -1;

    private readonly StateSpace _space;
    private readonly GridCosts _costs;
    private readonly StateRows _values; // [set][offset of the instant + x]
    private readonly double[] _best;     // [parts beyond x0]
    private readonly int[] _bestTime;
    private readonly int[] _largestFirst; // letters

    public ForwardTable(PlanningInstance instance, StateSpace space, CancellationToken cancellationToken)
    {
        (_space, _costs) = (space, new GridCosts(instance, space.Grid));
        _values = new StateRows(space.Followers.Sets.Count, space.Entries);
        var states = Math.Max(1, instance.Automaton.LargestState - instance.Automaton.InitialState + 1);
        _best = new double[states];
        Array.Fill(_best, double.PositiveInfinity);
        _bestTime = new int[states];
        _largestFirst = [.. Enumerable.Range(0, space.Followers.Events).OrderByDescending(l => space.Followers.Parts[l])];
        Fill(instance.Automaton.Model.Successions.ClassAfter(instance.PreviousEvent), cancellationToken);
    }

    /// <summary>Costs are multiples of this.</summary>
    public double Quantum => _costs.Quantum;

    /// <summary>The least E of a string that ends with so many parts beyond x0, at any time; infinity where there is none.</summary>
    public double Least(int parts) => _best[parts];

    /// <summary>The state of Xm with the least J, in parts beyond x0, the smallest of equals; and that J.</summary>
    public (int Parts, double Objective) Optimum(PricedTimedAutomaton automaton)
    {
        var best = (Parts: -1, Objective: double.PositiveInfinity);
        for (var x = Math.Max(automaton.Demand, automaton.InitialState); x <= automaton.LargestState; x++)
        {
            var objective = automaton.Objective(Least(x - automaton.InitialState), x);
            if (objective < best.Objective) best = (x - automaton.InitialState, objective);
        }
        return best.Parts >= 0 ? best : throw new InvalidOperationException("A feasible instance has no string that ends in Xm.");
    }

    /// <summary>The letters of such a string, the one that ends soonest and, seen from its end, prefers larger batches; <see cref="Stand"/> where it stands.</summary>
    public IReadOnlyList<int> Cheapest(int parts)
    {
        var letters = new List<int>();
        var (i, x, set) = (_bestTime[parts], parts, Followers.All);
        while (i > 0)
        {
            var (letter, start, before) = Before(i, x, set);
            letters.Add(letter);
            (i, x, set) = (start, letter == Stand ? x : x - _space.Followers.Parts[letter], before);
        }
        letters.Reverse();
        return letters;
    }

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();

    private void Fill(int firstClass, CancellationToken cancellationToken)
    {
        double[][] rows = [.. Enumerable.Range(0, _space.Followers.Classes).Select(_ => new double[_space.Widest])];
        for (var i = 0; i < _space.Grid.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var width = _space.Width(i);
            if (width == 0) continue;
            foreach (var row in rows) row.AsSpan(0, width).Fill(double.PositiveInfinity);
            if (i == 0) rows[firstClass][0] = 0;
            for (var b = 0; b < _space.Followers.Events; b++) Take(b, i, rows[_space.Followers.ClassAfter(b)]);
            foreach (var start in _space.Grid.StandsBefore(i))
            {
                foreach (var (set, after) in _space.Followers.Stands) TakeStand(start, i, set, rows[after]);
            }
            Store(i, width, rows);
        }
    }

    /// <summary>Standing from one instant until this one, where a closure ends.</summary>
    private void TakeStand(int start, int i, int set, double[] row)
    {
        var from = Math.Max(Math.Max(_space.Low[start], _space.LowestSource[i]), _space.Low[i]);
        var count = Math.Min(_space.High[start], _space.High[i]) - from + 1;
        if (count > 0) MinAdd.Rows(row.AsSpan(from - _space.Low[i], count), _values[set].AsSpan(At(start, from), count), 0);
    }

    /// <summary>Every way to end sigma_b at this instant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(int b, int i, double[] row)
    {
        var start = _space.Grid.StartsOf(b)[i];
        if (start < 0) return;
        var parts = _space.Followers.Parts[b];
        var from = Math.Max(Math.Max(_space.Low[start], _space.LowestSource[i]), _space.Low[i] - parts);
        var count = Math.Min(_space.High[start], _space.High[i] - parts) - from + 1;
        if (count <= 0) return;
        MinAdd.Rows(row.AsSpan(from + parts - _space.Low[i], count), _values[_space.Followers.SetBefore(b)].AsSpan(At(start, from), count), _costs.Of(b, start, i));
    }

    private void Store(int i, int width, double[][] rows)
    {
        for (var s = 0; s < _values.Count; s++)
        {
            var classes = _space.Followers.Sets[s];
            var target = _values[s].AsSpan((int)_space.Offset[i], width);
            rows[classes[0]].AsSpan(0, width).CopyTo(target);
            foreach (var c in classes.AsSpan(1)) MinAdd.Rows(target, rows[c], 0);
        }
        var all = _values[Followers.All];
        for (var x = Math.Max(_space.Low[i], _space.FirstMarked); x <= _space.High[i]; x++)
        {
            if (all[At(i, x)] < _best[x]) (_best[x], _bestTime[x]) = (all[At(i, x)], i);
        }
    }

    private (int Letter, int Start, int Set) Before(int i, int x, int set)
    {
        var (value, followers) = (_values[set][At(i, x)], _space.Followers);
        foreach (var l in _largestFirst)
        {
            var start = _space.Grid.StartsOf(l)[i];
            var parts = followers.Parts[l];
            if (start < 0 || parts > x || !followers.Sets[set].Contains(followers.ClassAfter(l))) continue;
            if (x - parts < Math.Max(_space.Low[start], _space.LowestSource[i]) || x - parts > _space.High[start]) continue;
            if (_values[followers.SetBefore(l)][At(start, x - parts)] + _costs.Of(l, start, i) == value) return (l, start, followers.SetBefore(l));
        }
        foreach (var start in _space.Grid.StandsBefore(i))
        {
            if (x < Math.Max(_space.Low[start], _space.LowestSource[i]) || x > _space.High[start]) continue;
            foreach (var (before, after) in followers.Stands)
            {
                if (followers.Sets[set].Contains(after) && _values[before][At(start, x)] == value) return (Stand, start, before);
            }
        }
        throw new InvalidOperationException($"No way leads to {x} parts at instant {i}.");
    }

    private int At(int i, int x) => (int)_space.Offset[i] + x - _space.Low[i];
}
