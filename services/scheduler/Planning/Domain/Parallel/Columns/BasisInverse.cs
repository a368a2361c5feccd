namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Columns;

/// <summary>The inverse of a small matrix given by its columns, by Gauss and Jordan with the largest pivot of each column.</summary>
internal static class BasisInverse
{
    /// <summary>Row by row; null where the matrix has none.</summary>
    public static double[]? Of(IReadOnlyList<Column> columns, int size)
    {
        var a = new double[size, 2 * size];
        for (var r = 0; r < size; r++)
        {
            for (var c = 0; c < size; c++) a[r, c] = columns[c].Entries[r];
            a[r, size + r] = 1;
        }
        for (var c = 0; c < size; c++)
        {
            var pivot = c;
            for (var r = c + 1; r < size; r++) pivot = Math.Abs(a[r, c]) > Math.Abs(a[pivot, c]) ? r : pivot;
            if (Math.Abs(a[pivot, c]) < 1e-11) return null;
            for (var k = 0; k < 2 * size; k++) (a[c, k], a[pivot, k]) = (a[pivot, k], a[c, k]);
            var by = a[c, c];
            for (var k = 0; k < 2 * size; k++) a[c, k] /= by;
            for (var r = 0; r < size; r++)
            {
                var factor = r == c ? 0 : a[r, c];
                if (factor == 0) continue;
                for (var k = 0; k < 2 * size; k++) a[r, k] -= factor * a[c, k];
            }
        }
        var inverse = new double[size * size];
        for (var r = 0; r < size; r++)
        {
            for (var c = 0; c < size; c++) inverse[(r * size) + c] = a[r, size + c];
        }
        return inverse;
    }
}
