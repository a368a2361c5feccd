namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>Missing values (NaN) of a series.</summary>
public static class Gaps
{
    /// <summary>Fills each with the value of the same step of the nearest week that has one, the earlier of two; returns how many there were. A series without any value stays.</summary>
    public static int Fill(Span<double> values, SeriesShape shape)
    {
        var known = values.ToArray();
        var filled = 0;
        for (var t = 0; t < known.Length; t++)
        {
            if (!double.IsNaN(known[t])) continue;
            filled++;
            for (var weeks = 1; weeks * shape.StepsPerWeek < known.Length && double.IsNaN(values[t]); weeks++)
            {
                var (before, after) = (t - (weeks * shape.StepsPerWeek), t + (weeks * shape.StepsPerWeek));
                if (before >= 0 && !double.IsNaN(known[before])) values[t] = known[before];
                else if (after < known.Length && !double.IsNaN(known[after])) values[t] = known[after];
            }
            // No week has this step: the last value before it, or the first of all.
            if (double.IsNaN(values[t])) values[t] = t > 0 ? values[t - 1] : known.FirstOrDefault(v => !double.IsNaN(v), double.NaN);
        }
        return filled;
    }
}
