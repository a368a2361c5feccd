using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Replanning.Domain;

namespace FactoryTwin.Services.Scheduler.Measuring.Domain;

/// <summary>A batch that has ended, as the machine's points told.</summary>
/// <param name="Parts">Parts counted.</param>
/// <param name="Start">When it began; its end where that was not seen.</param>
/// <param name="End">When its parts were counted.</param>
/// <param name="SeenWhole">Whether its beginning was seen.</param>
/// <param name="Power">Power during it in megawatts, held from sample to sample; empty where it is not reported from its start on.</param>
public sealed record MeasuredBatch(int Parts, DateTimeOffset Start, DateTimeOffset End, bool SeenWhole, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To, double Mw)> Power)
{
    /// <summary>Energy in megawatt-hours; null where the power is not known.</summary>
    public double? EnergyMwh => Power.Count == 0 ? null : Power.Sum(p => p.Mw * (p.To - p.From).TotalHours);

    /// <summary>What the energy cost; null where power or prices are not known.</summary>
    public double? Cost(PriceCurve prices) => Power.Count == 0 || prices.FirstGap(Start, End) is not null ? null : Power.Sum(p => p.Mw * prices.Integrate(p.From, p.To));
}

/// <summary>Cuts the readings of a machine's points into batches: parts counted, the size under way, and power.</summary>
public sealed class BatchMeter
{
    private const int MostSamples = 20_000;

    private readonly List<(DateTimeOffset Time, double Mw)> _power = [];

    /// <summary>A reading of the power point.</summary>
    public void Power(double megawatts, DateTimeOffset at)
    {
        if (_power.Count > 0 && at <= _power[^1].Time) return; // late, or the same again
        if (_power.Count >= MostSamples) _power.RemoveRange(0, MostSamples / 2);
        _power.Add((at, megawatts));
    }

    /// <summary>The batch that ended between two states of progress; null where none did.</summary>
    public MeasuredBatch? Ended(MachineProgress before, MachineProgress after)
    {
        var parts = after.Counted - before.Counted;
        if (parts <= 0) return null;
        var (end, seen) = (after.CountedAt, before.Size == parts && !before.FoundRunning);
        var start = before.SizeSince > before.CountedAt ? before.SizeSince : before.CountedAt;
        if (!seen || start >= end) return new MeasuredBatch(parts, end, end, SeenWhole: false, []);
        var batch = new MeasuredBatch(parts, start, end, SeenWhole: true, Held(start, end));
        _power.RemoveRange(0, Math.Max(0, _power.FindLastIndex(p => p.Time <= end))); // the one that still holds stays
        return batch;
    }

    private List<(DateTimeOffset, DateTimeOffset, double)> Held(DateTimeOffset start, DateTimeOffset end)
    {
        var held = new List<(DateTimeOffset, DateTimeOffset, double)>();
        for (var i = 0; i < _power.Count; i++)
        {
            var from = _power[i].Time > start ? _power[i].Time : start;
            var to = i + 1 < _power.Count && _power[i + 1].Time < end ? _power[i + 1].Time : end;
            if (from < to) held.Add((from, to, _power[i].Mw));
        }
        return held.Count > 0 && held[0].Item1 <= start + TimeSpan.FromTicks((end - start).Ticks / 20) ? held : []; // not from its start on
    }
}
