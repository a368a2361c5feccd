namespace FactoryTwin.Services.Energy.Reports.Domain;

/// <summary>What rows are told apart by; empty parts are not.</summary>
public readonly record struct RowKey(string Day, string Shift, string Node, string Carrier, string Product) : IComparable<RowKey>
{
    /// <inheritdoc/>
    public int CompareTo(RowKey other)
    {
        foreach (var (mine, theirs) in new[] { (Day, other.Day), (Shift, other.Shift), (Node, other.Node), (Carrier, other.Carrier), (Product, other.Product) })
        {
            if (string.CompareOrdinal(mine, theirs) is var order and not 0) return order;
        }
        return 0;
    }
}

/// <summary>Sums of a row. Decimal, so that sums do not depend on their order.</summary>
public sealed class RowSum
{
    /// <summary>What was taken.</summary>
    public decimal Quantity { get; private set; }

    /// <summary>What it cost.</summary>
    public decimal Cost { get; private set; }

    /// <summary>Sum of how far readings cover intervals, and how many intervals of meters there are.</summary>
    public (double Covered, int Cells) Cover { get; private set; }

    /// <summary>Adds a part.</summary>
    public void Add(decimal quantity, decimal cost) => (Quantity, Cost) = (Quantity + quantity, Cost + cost);

    /// <summary>Adds an interval of a meter.</summary>
    public void Saw(double covered) => Cover = (Cover.Covered + covered, Cover.Cells + 1);
}

/// <summary>How amounts are shared out and rounded so that nothing is lost.</summary>
public static class ReportMath
{
    /// <summary>Decimals of a row.</summary>
    public const int Decimals = 6;
    private const int SplitDecimals = 15;

    /// <summary>Shares an amount out by weights; the parts add up to it exactly. Without a weight above 0 there are none.</summary>
    public static decimal[] Split(decimal amount, IReadOnlyList<double> weights)
    {
        var sum = weights.Where(w => w > 0).Sum();
        if (!(sum > 0) || !double.IsFinite(sum)) return [];
        var parts = new decimal[weights.Count];
        var last = -1;
        for (var i = 0; i < weights.Count; i++)
        {
            if (!(weights[i] > 0)) continue;
            parts[i] = Math.Round(amount * (decimal)(weights[i] / sum), SplitDecimals);
            last = i;
        }
        parts[last] += amount - parts.Sum();
        return parts;
    }

    /// <summary>
    /// Rounds amounts so that they add up to their rounded sum: each to the nearest, then those with the largest remainders take what is missing, or is too much, a
    /// last digit each.
    /// </summary>
    public static decimal[] Round(IReadOnlyList<decimal> amounts)
    {
        var rounded = amounts.Select(a => Math.Round(a, Decimals, MidpointRounding.AwayFromZero)).ToArray();
        const decimal Digit = 0.000001m;
        var missing = Math.Round(amounts.Sum(), Decimals, MidpointRounding.AwayFromZero) - rounded.Sum();
        var step = missing < 0 ? -Digit : Digit;
        foreach (var i in Enumerable.Range(0, rounded.Length).OrderByDescending(i => (amounts[i] - rounded[i]) * Math.Sign(missing)).ThenBy(i => i).Take((int)Math.Abs(missing / Digit)))
            rounded[i] += step;
        return rounded;
    }
}
