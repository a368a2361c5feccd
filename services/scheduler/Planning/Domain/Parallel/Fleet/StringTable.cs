using System.Runtime.CompilerServices;
using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

/// <summary>
/// For each number of parts the cheapest string of one machine that makes just so many, where a part that ends by an early due time earns what that due time
/// pays: a dynamic programme over instants, classes and parts.
/// </summary>
internal sealed class StringTable
{
    private readonly TimeGrid _grid;
    private readonly Followers _followers;
    private readonly double[][] _cost;   // [b][i], what is earned taken off
    private readonly double[][] _values; // [set][i * width + x]
    private readonly int _width;
    private readonly int[] _bestTime;

    public StringTable(TimeGrid grid, Followers followers, double[][] cost, int firstClass, int most)
    {
        (_grid, _followers, _cost, _width) = (grid, followers, cost, most + 1);
        _values = [.. followers.Sets.Select(_ => new double[grid.Count * _width])];
        Least = new double[_width];
        Array.Fill(Least, double.PositiveInfinity);
        _bestTime = new int[_width];
        Fill(firstClass);
    }

    /// <summary>By number of parts; infinity where no string makes so many.</summary>
    public double[] Least { get; }

    /// <summary>The letters of such a string.</summary>
    public int[] Sizes(int parts)
    {
        var sizes = new List<int>();
        var (i, x, set) = (_bestTime[parts], parts, Followers.All);
        while (i > 0)
        {
            var (b, start) = Before(i, x, set);
            sizes.Add(b);
            (i, x, set) = (start, x - _followers.Parts[b], _followers.SetBefore(b));
        }
        sizes.Reverse();
        return [.. sizes];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(int firstClass)
    {
        double[][] rows = [.. Enumerable.Range(0, _followers.Classes).Select(_ => new double[_width])];
        for (var i = 0; i < _grid.Count; i++)
        {
            foreach (var row in rows) Array.Fill(row, double.PositiveInfinity);
            if (i == 0) rows[firstClass][0] = 0;
            for (var b = 0; b < _followers.Events; b++)
            {
                var start = _grid.StartsOf(b)[i];
                var parts = _followers.Parts[b];
                if (start < 0 || parts >= _width) continue;
                var source = _values[_followers.SetBefore(b)].AsSpan(start * _width, _width - parts);
                MinAdd.Rows(rows[_followers.ClassAfter(b)].AsSpan(parts), source, _cost[b][i]);
            }
            for (var s = 0; s < _values.Length; s++)
            {
                var target = _values[s].AsSpan(i * _width, _width);
                target.Fill(double.PositiveInfinity);
                foreach (var c in _followers.Sets[s]) MinAdd.Rows(target, rows[c], 0);
            }
            for (var x = 0; x < _width; x++)
            {
                var value = _values[Followers.All][(i * _width) + x];
                if (value < Least[x]) (Least[x], _bestTime[x]) = (value, i);
            }
        }
    }

    /// <summary>The event that was the best way there: earnings are not rounded, so the one that comes nearest.</summary>
    private (int B, int Start) Before(int i, int x, int set)
    {
        var (value, nearest, found) = (_values[set][(i * _width) + x], double.PositiveInfinity, (B: -1, Start: -1));
        for (var b = _followers.Events - 1; b >= 0; b--)
        {
            var start = _grid.StartsOf(b)[i];
            if (start < 0 || _followers.Parts[b] > x || !_followers.Sets[set].Contains(_followers.ClassAfter(b))) continue;
            var off = Math.Abs(_values[_followers.SetBefore(b)][(start * _width) + x - _followers.Parts[b]] + _cost[b][i] - value);
            if (off < nearest) (nearest, found) = (off, (b, start));
        }
        return found.B >= 0 ? found : throw new InvalidOperationException($"No way leads to {x} parts at instant {i}.");
    }
}
