namespace FactoryTwin.Services.Energy.Meters.Domain;

/// <summary>What went through in an interval.</summary>
/// <param name="Quantity">Of the part that is covered; NaN where none of it is.</param>
/// <param name="Covered">0 to 1.</param>
/// <param name="Quality">The worst of the readings that it is from; unspecified where there are none.</param>
public readonly record struct IntervalQuantity(double Quantity, double Covered, ReadingQuality Quality = ReadingQuality.Good)
{
    /// <summary>Nothing is known.</summary>
    public static readonly IntervalQuantity Unknown = new(double.NaN, 0, ReadingQuality.Unspecified);
}

/// <summary>Quantities by interval: what went through between two readings is spread evenly over the time between them.</summary>
public static class Intervals
{
    /// <summary>One for each interval of the given length from the start on.</summary>
    public static IntervalQuantity[] Of(IReadOnlyList<Passed> passed, DateTimeOffset start, TimeSpan length, int count)
    {
        var result = new IntervalQuantity[count];
        var first = 0;
        for (var i = 0; i < count; i++)
        {
            var (from, to) = (start + (i * length), start + ((i + 1) * length));
            while (first < passed.Count && passed[first].End <= from) first++;
            var (quantity, covered, quality) = (0.0, 0L, ReadingQuality.Unspecified);
            for (var j = first; j < passed.Count && passed[j].Start < to; j++)
            {
                var piece = passed[j];
                if (piece.Quality > quality) quality = piece.Quality;
                if (double.IsNaN(piece.Quantity)) continue;
                var ticks = Math.Min(piece.End.UtcTicks, to.UtcTicks) - Math.Max(piece.Start.UtcTicks, from.UtcTicks);
                quantity += piece.Quantity * ticks / (piece.End - piece.Start).Ticks;
                covered += ticks;
            }
            result[i] = covered > 0 ? new IntervalQuantity(quantity, (double)covered / length.Ticks, quality) : new IntervalQuantity(double.NaN, 0, quality);
        }
        return result;
    }
}
