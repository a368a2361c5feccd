using FactoryTwin.Services.Energy.Meters.Domain;
using FactoryTwin.Services.Energy.Watches.Domain;

namespace FactoryTwin.Services.Energy.Balances.Domain;

/// <summary>Balances of one carrier over one interval.</summary>
public static class BalanceMath
{
    /// <summary>Room for rounding, so that "not more than the threshold" holds where both are the same number.</summary>
    private const double Rounding = 1e-9;

    /// <summary>1 where the meter's quantity adds to the imbalance, -1 where it takes from it.</summary>
    public static int Sign(Role role) => role is Role.Supply or Role.Production or Role.Delivered ? 1 : -1;

    /// <summary>The sums of a node. A quantity below 0 stands on the other side; one that is NaN is left out.</summary>
    public static BalanceSums Sums(IReadOnlyList<Term> terms, Func<string, double> quantity, BalanceLimits? limits, double hours)
    {
        var sums = default(BalanceSums);
        foreach (var (meter, role) in terms)
        {
            if (quantity(meter) is var q && double.IsNaN(q)) continue;
            sums = role switch
            {
                Role.Storage => sums with { Storage = sums.Storage + q },
                Role.Loss => sums with { MeasuredLoss = sums.MeasuredLoss + q },
                _ when Sign(role) * q > 0 => sums with { Input = sums.Input + Math.Abs(q) },
                _ => sums with { Output = sums.Output + Math.Abs(q) },
            };
        }
        return limits is null ? sums : sums with { KnownLoss = (sums.Input * limits.LossPercent / 100) + (limits.LossPerHour * hours) };
    }

    /// <summary>
    /// The sums of a tree of nodes: those of its border, because what its nodes deliver to each other is input of one and output of another; the known
    /// losses of every node stay. So the imbalance is the sum of the nodes' own.
    /// </summary>
    public static BalanceSums Tree(IReadOnlyList<Term> border, IEnumerable<BalanceSums> nodes, Func<string, double> quantity, double hours) =>
        Sums(border, quantity, limits: null, hours) with { KnownLoss = nodes.Sum(n => n.KnownLoss) };

    /// <summary>How much a node's imbalance changes with each meter: what its uncertainty is computed from.</summary>
    public static IEnumerable<(string Meter, double Weight)> Weights(IReadOnlyList<Term> terms, Func<string, double> quantity, BalanceLimits? limits)
    {
        foreach (var (meter, role) in terms)
        {
            var sign = Sign(role);
            var input = role is not (Role.Storage or Role.Loss) && sign * quantity(meter) > 0;
            yield return (meter, input ? sign * (1 - ((limits?.LossPercent ?? 0) / 100)) : sign);
        }
    }

    /// <summary>What is said of sums. Data that are missing or bad, and the lack of a rule, leave it unjudged: never balanced.</summary>
    public static JudgedBalance Judge(BalanceSums sums, double? uncertainty, IReadOnlyCollection<IntervalQuantity> quantities, BalanceLimits? limits, bool comparable)
    {
        var complete = quantities.Count > 0 && quantities.All(q => !double.IsNaN(q.Quantity)) && double.IsFinite(sums.Imbalance);
        var covered = quantities.Select(q => q.Covered).DefaultIfEmpty(0).Min();
        var quality = quantities.Select(q => q.Quality).DefaultIfEmpty(ReadingQuality.Unspecified).Max();
        var known = complete && comparable && covered >= 1 && quality is (ReadingQuality.Good or ReadingQuality.Uncertain);
        var verdict = known && limits is not null ? Of(sums, uncertainty, limits) : Verdict.NotJudged;
        return new JudgedBalance(sums, complete, uncertainty, covered, quality, verdict);
    }

    private static Verdict Of(BalanceSums sums, double? uncertainty, BalanceLimits limits)
    {
        var amount = Math.Abs(sums.Imbalance);
        // Room for the rounding of sums of large quantities too: with no input nothing is a share of it.
        if (amount <= (limits.ThresholdPercent / 100 * sums.Reference) + (Rounding * Math.Max(sums.Reference, sums.Output))) return Verdict.Balanced;
        return uncertainty is { } limit && amount <= limit ? Verdict.WithinUncertainty : Verdict.Imbalanced;
    }
}
