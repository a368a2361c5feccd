using System.Runtime.CompilerServices;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>
/// The exact cost-to-go as the value of a leaf: what the best completion of the leaf's string is worth. J is a ratio and its least value
/// does not split into a past and a future, so the future is priced with the optimum itself: with J* known, a string is optimal
/// exactly if E(s) + n(x)(w max(0, x - D) - J*) is least, namely zero (n(x) = x, and 1 for x = 0). That is a sum, and its
/// cost-to-go is filled by one dynamic programme from the horizon backwards. With it any window decides
/// as well as the whole tree would; proof: docs/scheduling.md.
/// </summary>
internal sealed class CostToGo : ILeafValue, IDisposable
{
    private readonly PricedTimedAutomaton _automaton;
    private readonly StateSpace _space;
    private readonly StateRows _values; // [class][offset of the instant + x]

    private CostToGo(PlanningInstance instance, StateSpace space, double optimum, CancellationToken cancellationToken)
    {
        (_automaton, _space, Optimum) = (instance.Automaton, space, optimum);
        _values = new StateRows(space.Followers.Classes, space.Entries);
        Fill(new GridCosts(instance, space.Grid), cancellationToken);
    }

    /// <summary>J*.</summary>
    public double Optimum { get; }

    /// <inheritdoc/>
    public long Work => 0;

    /// <summary>Solves an instance that has a valid string, and prices what follows.</summary>
    /// <exception cref="InstanceTooLargeException">The instance is beyond the limits.</exception>
    public static CostToGo Of(PlanningInstance instance, Reachability reachability, ExactLimits limits, CancellationToken cancellationToken)
    {
        var space = StateSpace.TryBuild(instance, reachability, limits, out var tooLarge) ?? throw new InstanceTooLargeException(tooLarge);
        return new CostToGo(instance, space, Optimal(instance, space, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();

    /// <inheritdoc/>
    public double Of(in Leaf leaf)
    {
        var (i, x) = (_space.Grid.IndexOf(leaf.Time), leaf.Parts - _automaton.InitialState);
        return i >= 0 && x >= _space.Low[i] && x <= _space.High[i] ? leaf.StringCost + _values[leaf.SuccessionClass][At(i, x)] : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public double Ended(in Leaf leaf) => leaf.StringCost + Terminal(leaf.Parts);

    private static double Optimal(PlanningInstance instance, StateSpace space, CancellationToken cancellationToken)
    {
        using var table = new ForwardTable(instance, space, cancellationToken);
        return table.Optimum(instance.Automaton).Objective;
    }

    private double Terminal(int x) => Math.Max(1, x) * (_automaton.InventoryCost(x) - Optimum);

    private void Fill(GridCosts costs, CancellationToken cancellationToken)
    {
        double[][] rows = [.. _space.Followers.Sets.Select(_ => new double[_space.Widest])]; // by the set that an event may follow
        for (var i = _space.Grid.Count - 1; i >= 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var width = _space.Width(i);
            if (width == 0) continue;
            foreach (var row in rows) row.AsSpan(0, width).Fill(double.PositiveInfinity);
            for (var x = Math.Max(_space.Low[i], _space.FirstMarked); x <= _space.High[i]; x++)
                rows[Followers.All][x - _space.Low[i]] = Terminal(_automaton.InitialState + x);
            for (var b = 0; b < _space.Followers.Events; b++) Take(b, i, rows[_space.Followers.SetBefore(b)], costs);
            if (_space.Grid.StandsUntil(i) is var end and >= 0)
            {
                foreach (var (set, after) in _space.Followers.Stands) TakeStand(i, end, rows[set], after);
            }
            Store(i, width, rows);
        }
    }

    /// <summary>Starting sigma_b at this instant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(int b, int i, double[] row, GridCosts costs)
    {
        var end = _space.Grid.EndsOf(b)[i];
        if (end < 0) return;
        var parts = _space.Followers.Parts[b];
        var from = Math.Max(Math.Max(_space.Low[i], _space.LowestSource[end]), _space.Low[end] - parts);
        var count = Math.Min(_space.High[i], _space.High[end] - parts) - from + 1;
        if (count <= 0) return;
        var after = _values[_space.Followers.ClassAfter(b)].AsSpan(At(end, from + parts), count);
        MinAdd.Rows(row.AsSpan(from - _space.Low[i], count), after, costs.Of(b, i, end));
    }

    private void TakeStand(int i, int end, double[] row, int after)
    {
        var from = Math.Max(Math.Max(_space.Low[i], _space.LowestSource[end]), _space.Low[end]);
        var count = Math.Min(_space.High[i], _space.High[end]) - from + 1;
        if (count > 0) MinAdd.Rows(row.AsSpan(from - _space.Low[i], count), _values[after].AsSpan(At(end, from), count), 0);
    }

    private void Store(int i, int width, double[][] rows)
    {
        for (var c = 0; c < _values.Count; c++)
        {
            var target = _values[c].AsSpan((int)_space.Offset[i], width);
            rows[Followers.All].AsSpan(0, width).CopyTo(target);
            for (var s = 1; s < rows.Length; s++)
            {
                if (_space.Followers.Sets[s].Contains(c)) MinAdd.Rows(target, rows[s], 0);
            }
        }
    }

    private int At(int i, int x) => (int)_space.Offset[i] + x - _space.Low[i];
}
