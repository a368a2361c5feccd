using FactoryTwin.Common.V1;
using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Balances.Domain;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Watches.Domain;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>Balances as the contract has them.</summary>
internal static class BalanceMessages
{
    /// <summary>The balance of interval <paramref name="i"/>.</summary>
    public static Balance ToMessage(this BalanceSeries series, IntervalGrid grid, int i)
    {
        var one = series.Balances[i];
        var message = new Balance
        {
            Carrier = series.Carrier,
            Unit = series.Unit,
            StartTime = (grid.Start + (i * grid.Length)).ToTimestamp(),
            EndTime = (grid.Start + ((i + 1) * grid.Length)).ToTimestamp(),
            InputQuantity = one.Sums.Input,
            OutputQuantity = one.Sums.Output,
            StorageQuantity = one.Sums.Storage,
            MeasuredLossQuantity = one.Sums.MeasuredLoss,
            KnownLossQuantity = one.Sums.KnownLoss,
            CoveredPercent = one.Covered * 100,
            Quality = (Quality)one.Quality,
            Verdict = (BalanceVerdict)one.Verdict,
        };
        if (one.Complete) message.ImbalanceQuantity = one.Sums.Imbalance;
        if (one.Uncertainty is { } uncertainty) message.UncertaintyQuantity = uncertainty;
        if (one.Percent is { } percent) message.ImbalancePercent = percent;
        if (series.Rule is { } rule)
        {
            message.ThresholdPercent = rule.ThresholdPercent;
            message.ThresholdSource = rule.Source;
        }
        if (one.Verdict == Verdict.NotJudged) message.Reasons.AddRange(series.Reasons(i));
        return message;
    }
}
