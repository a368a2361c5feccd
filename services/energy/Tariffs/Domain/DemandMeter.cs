namespace FactoryTwin.Services.Energy.Tariffs.Domain;

/// <summary>Mean power over one window.</summary>
/// <param name="Kw">Mean power.</param>
/// <param name="Start">When the window started; default where there was none.</param>
public readonly record struct Demand(double Kw, DateTimeOffset Start);

/// <summary>Maximum demand: the mean power over fixed windows, which start at whole multiples of their length.</summary>
public static class DemandMeter
{
    /// <summary>The largest demand of the windows that lie in [start, end) and start in a band that counts; the earliest of equals.</summary>
    public static Demand Largest(IReadOnlyList<Taken> taken, IReadOnlyList<TariffStretch> stretches, DemandModel rule, DateTimeOffset start, DateTimeOffset end)
    {
        var length = TimeSpan.FromMinutes(rule.WindowMinutes);
        var at = new DateTimeOffset(start.UtcTicks - (start.UtcTicks % length.Ticks), TimeSpan.Zero);
        var largest = default(Demand);
        var (first, stretch) = (0, 0);
        for (; at < end; at += length)
        {
            while (first < taken.Count && taken[first].End <= at) first++;
            if (first == taken.Count) break;
            // A window that a bill's start cuts is judged by its part within the bill.
            var from = at < start ? start : at;
            while (stretch < stretches.Count && stretches[stretch].End <= from) stretch++;
            if (rule.Bands.Count > 0 && (stretch == stretches.Count || stretches[stretch].Start > from || !rule.Bands.Contains(stretches[stretch].Band))) continue;
            var kwh = 0.0;
            var to = at + length < end ? at + length : end;
            for (var i = first; i < taken.Count && taken[i].Start < to; i++) kwh += taken[i].Kwh * taken[i].Share(from, to);
            var kw = kwh / length.TotalHours;
            if (kw > largest.Kw) largest = new Demand(kw, from);
        }
        return largest;
    }
}
