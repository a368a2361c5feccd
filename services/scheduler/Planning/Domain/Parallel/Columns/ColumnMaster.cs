using System.Numerics;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Columns;

/// <summary>A column of a <see cref="ColumnMaster"/>: what one unit of it costs and what it adds to each row.</summary>
/// <param name="cost">Cost of one unit.</param>
/// <param name="entries">What it adds to each row.</param>
internal class Column(double cost, double[] entries)
{
    /// <summary>Cost of one unit.</summary>
    public double Cost { get; } = cost;

    /// <summary>What it adds to each row.</summary>
    public double[] Entries { get; } = entries;
}

/// <summary>
/// The linear programme that chooses among columns: least cost, rows "at least" before rows "at most", nothing negative. A primal simplex with an
/// explicit inverse of the basis: rows are few, columns are made while it runs by whoever asks for the <see cref="Duals"/>.
/// What rows still lack is made up at the price <c>lack</c>.
/// </summary>
internal sealed class ColumnMaster
{
    private const double Tolerance = 1e-9;
    private readonly int _rows;
    private readonly int _atLeast;
    private readonly double[] _right;
    private readonly double[] _inverse;  // rows x rows
    private readonly Column[] _basis;
    private readonly double[] _values;
    private readonly double[] _duals;
    private readonly double[] _direction;
    private readonly int[] _filled; // rows that an entering column has something in
    private int _sinceFresh;
    private readonly double _lack;

    public ColumnMaster(IReadOnlyList<double> atLeast, IReadOnlyList<double> atMost, double lack)
    {
        (_atLeast, _rows, _lack) = (atLeast.Count, atLeast.Count + atMost.Count, lack);
        _right = [.. atLeast, .. atMost];
        _inverse = new double[_rows * _rows];
        (_basis, _values, _duals, _direction) = (new Column[_rows], new double[_rows], new double[_rows], new double[_rows]);
        _filled = new int[_rows];
        for (var r = 0; r < _rows; r++)
        {
            _basis[r] = Unit(r, 1, r < _atLeast ? lack : 0);
            (_inverse[(r * _rows) + r], _values[r]) = (1, _right[r]);
        }
        Price();
    }

    /// <summary>What one more unit of a row's right side would cost: not negative for "at least", not positive for "at most".</summary>
    public ReadOnlySpan<double> Duals => _duals;

    /// <summary>Cost of the present solution.</summary>
    public double Value
    {
        get
        {
            var sum = 0.0;
            for (var r = 0; r < _rows; r++) sum += _basis[r].Cost * _values[r];
            return sum;
        }
    }

    /// <summary>Units of rows that no column makes.</summary>
    public double Lacking
    {
        get
        {
            var sum = 0.0;
            for (var r = 0; r < _rows; r++) sum += _basis[r].Cost == _lack ? _values[r] : 0;
            return sum;
        }
    }

    /// <summary>The columns in use, with their amounts.</summary>
    public IEnumerable<(Column Column, double Amount)> Used => _basis.Zip(_values).Where(p => p.Second > Tolerance);

    /// <summary>What a unit of a column would change at the present duals.</summary>
    public double ReducedCost(Column column)
    {
        var cost = column.Cost;
        var entries = column.Entries;
        for (var r = 0; r < entries.Length; r++) cost -= _duals[r] * entries[r];
        return cost;
    }

    /// <summary>Takes a column into the basis. It should have a negative reduced cost.</summary>
    public void Enter(Column column)
    {
        var leaving = -1;
        var least = double.PositiveInfinity;
        var filled = 0;
        for (var k = 0; k < _rows; k++)
        {
            if (column.Entries[k] != 0) _filled[filled++] = k;
        }
        for (var r = 0; r < _rows; r++)
        {
            var d = 0.0;
            var row = _inverse.AsSpan(r * _rows, _rows);
            foreach (var k in _filled.AsSpan(0, filled)) d += row[k] * column.Entries[k];
            _direction[r] = d;
            if (d <= 1e-7) continue;
            var ratio = _values[r] / d;
            if (ratio < least - Tolerance || (ratio < least + Tolerance && leaving >= 0 && d > _direction[leaving])) (least, leaving) = (Math.Min(ratio, least), r);
        }
        if (leaving < 0) throw new InvalidOperationException("The programme is unbounded.");
        Pivot(leaving, column);
        EnterSlacks();
    }

    /// <summary>Makes the surplus and slack columns compete, which need no pricing from outside.</summary>
    private void EnterSlacks()
    {
        for (var guard = 0; guard < 4 * _rows; guard++)
        {
            var (row, worst) = (-1, -1e-7);
            for (var r = 0; r < _rows; r++)
            {
                var reduced = r < _atLeast ? _duals[r] : -_duals[r];
                if (reduced < worst) (row, worst) = (r, reduced);
            }
            if (row < 0) return;
            var column = Unit(row, row < _atLeast ? -1 : 1, 0);
            var leaving = -1;
            var least = double.PositiveInfinity;
            for (var r = 0; r < _rows; r++)
            {
                _direction[r] = _inverse[(r * _rows) + row] * column.Entries[row];
                if (_direction[r] <= 1e-7) continue;
                if (_values[r] / _direction[r] < least) (least, leaving) = (_values[r] / _direction[r], r);
            }
            if (leaving < 0) return;
            Pivot(leaving, column);
        }
    }

    private void Pivot(int leaving, Column column)
    {
        var pivot = _direction[leaving];
        var step = Math.Max(0, _values[leaving] / pivot);
        for (var k = 0; k < _rows; k++) _inverse[(leaving * _rows) + k] /= pivot;
        for (var r = 0; r < _rows; r++)
        {
            if (r == leaving) continue;
            var d = _direction[r];
            if (d == 0) continue;
            _values[r] = Math.Max(0, _values[r] - (step * d));
            Subtract(_inverse.AsSpan(r * _rows, _rows), _inverse.AsSpan(leaving * _rows, _rows), d);
        }
        (_values[leaving], _basis[leaving]) = (step, column);
        if (++_sinceFresh >= Math.Max(50, _rows)) Refresh();
        Price();
    }

    /// <summary>Inverts the basis anew, so that errors do not build up.</summary>
    private void Refresh()
    {
        _sinceFresh = 0;
        if (BasisInverse.Of(_basis, _rows) is not { } fresh) return;
        fresh.CopyTo(_inverse, 0);
        for (var r = 0; r < _rows; r++)
        {
            var value = 0.0;
            for (var k = 0; k < _rows; k++) value += _inverse[(r * _rows) + k] * _right[k];
            _values[r] = Math.Max(0, value);
        }
    }

    private void Price()
    {
        Array.Clear(_duals);
        for (var r = 0; r < _rows; r++)
        {
            if (_basis[r].Cost != 0) Subtract(_duals, _inverse.AsSpan(r * _rows, _rows), -_basis[r].Cost);
        }
    }

    /// <summary>target -= factor * source.</summary>
    private static void Subtract(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        var k = 0;
        for (; k + Vector<double>.Count <= target.Length; k += Vector<double>.Count)
            (new Vector<double>(target[k..]) - (new Vector<double>(source[k..]) * factor)).CopyTo(target[k..]);
        for (; k < target.Length; k++) target[k] -= factor * source[k];
    }

    private Column Unit(int row, double entry, double cost)
    {
        var entries = new double[_rows];
        entries[row] = entry;
        return new Column(cost, entries);
    }
}
