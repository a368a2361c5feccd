namespace FactoryTwin.Services.TwinState.History.Domain;

/// <summary>A stored value as the reduction sees it.</summary>
public readonly record struct TimedValue(long Ticks, double Value, int Quality);

/// <summary>
/// Reduces a series for drawing: of each of equal time buckets the first, lowest, highest and last sample are kept (M4 aggregation,
/// Jugel et al., VLDB 2014), so that no peak is lost and every point drawn was really stored.
/// </summary>
public sealed class Downsampler
{
    private readonly long _start;
    private readonly long _width;
    private readonly List<TimedValue> _kept = [];
    private long _bucket = -1;
    private TimedValue _first, _low, _high, _last;

    /// <param name="startTicks">Start of the range, inclusive.</param>
    /// <param name="endTicks">End of the range, exclusive; after the start.</param>
    /// <param name="maxSamples">Most samples wanted, at least 4.</param>
    public Downsampler(long startTicks, long endTicks, int maxSamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(endTicks, startTicks);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSamples, 4);
        _start = startTicks;
        var buckets = maxSamples / 4;
        _width = ((endTicks - startTicks - 1) / buckets) + 1;
    }

    /// <summary>Takes the next sample; times must not go back.</summary>
    public void Add(TimedValue sample)
    {
        var bucket = (sample.Ticks - _start) / _width;
        if (bucket != _bucket)
        {
            Flush();
            _bucket = bucket;
            _first = _low = _high = _last = sample;
            return;
        }
        if (sample.Value < _low.Value) _low = sample;
        if (sample.Value > _high.Value) _high = sample;
        _last = sample;
    }

    /// <summary>The kept samples, oldest first.</summary>
    public IReadOnlyList<TimedValue> Finish()
    {
        Flush();
        _bucket = -1;
        return _kept;
    }

    private void Flush()
    {
        if (_bucket < 0) return;
        var (early, late) = _low.Ticks <= _high.Ticks ? (_low, _high) : (_high, _low);
        Keep(_first);
        Keep(early);
        Keep(late);
        Keep(_last);
    }

    private void Keep(TimedValue sample)
    {
        if (_kept.Count == 0 || _kept[^1].Ticks < sample.Ticks) _kept.Add(sample);
    }
}
