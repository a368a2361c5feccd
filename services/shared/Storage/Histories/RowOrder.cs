namespace FactoryTwin.Storage.Histories;

/// <summary>Rows in the order of their times, one a time.</summary>
internal static class RowOrder
{
    /// <summary>The index of the first row that is not before <paramref name="time"/>; the count where there is none.</summary>
    public static int LowerBound(ReadOnlySpan<Row> rows, long time)
    {
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (rows[middle].Time < time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Two ordered sequences as one; of two rows of the same time that of <paramref name="first"/> counts.</summary>
    public static IEnumerable<Row> Merge(IEnumerable<Row> first, IEnumerable<Row> second)
    {
        using var left = first.GetEnumerator();
        using var right = second.GetEnumerator();
        var (hasLeft, hasRight) = (left.MoveNext(), right.MoveNext());
        while (hasLeft || hasRight)
        {
            if (!hasRight || (hasLeft && left.Current.Time <= right.Current.Time))
            {
                if (hasRight && left.Current.Time == right.Current.Time)
                    hasRight = right.MoveNext();
                yield return left.Current;
                hasLeft = left.MoveNext();
            }
            else
            {
                yield return right.Current;
                hasRight = right.MoveNext();
            }
        }
    }
}
