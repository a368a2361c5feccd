using FactoryTwin.Services.Energy.Pricing.Domain;

namespace FactoryTwin.Services.Energy.Forecasts;

/// <summary>Prices as a series of equal steps.</summary>
internal static class PriceSteps
{
    /// <summary>The mean price of each step of [start, end), weighted by time; NaN where no price is known for the whole step.</summary>
    public static double[] Mean(IReadOnlyList<PriceStep> steps, DateTimeOffset start, DateTimeOffset end, TimeSpan length)
    {
        var values = new double[(int)((end - start) / length)];
        var first = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var (from, to) = (start + (i * length), start + ((i + 1) * length));
            while (first < steps.Count && steps[first].End <= from) first++;
            var (sum, known) = (0.0, TimeSpan.Zero);
            for (var j = first; j < steps.Count && steps[j].Start < to; j++)
            {
                if (steps[j].Cut(from, to) is not { } piece) continue;
                sum += piece.Price * (piece.End - piece.Start).Ticks;
                known += piece.End - piece.Start;
            }
            values[i] = known == length ? sum / known.Ticks : double.NaN;
        }
        return values;
    }
}
