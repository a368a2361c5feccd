namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>The price holds from <paramref name="Start"/> (inclusive) to <paramref name="End"/> (exclusive).</summary>
/// <param name="Price">Currency per megawatt-hour; finite, may be negative.</param>
public readonly record struct PriceStep(DateTimeOffset Start, DateTimeOffset End, double Price);

/// <summary>No price is known for a part of the asked interval.</summary>
public sealed class PriceGapException(DateTimeOffset at)
    : Exception($"No price is known from {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC on.")
{
    /// <summary>The first instant without a price.</summary>
    public DateTimeOffset At { get; } = at;
}

/// <summary>
/// price(t): a step function of time. It is integrated exactly over any interval; where it has a gap the integral is an error,
/// never zero, because energy without a known price is not free.
/// </summary>
public sealed class PriceCurve
{
    private const double TicksPerHour = TimeSpan.TicksPerHour;

    private readonly PriceStep[] _steps;
    private readonly long[] _starts;
    private readonly double[] _before; // integral of all steps before the i-th, in price x hours
    private readonly int[] _run;       // steps of one run touch each other

    private PriceCurve(PriceStep[] steps, IReadOnlyList<SolarStep>? solar = null)
    {
        if (solar is not null) Solar = new SolarCosts(Create(steps), solar);
        _steps = steps;
        _starts = new long[steps.Length];
        _before = new double[steps.Length];
        _run = new int[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            _starts[i] = steps[i].Start.UtcTicks;
            if (i == 0) continue;
            _before[i] = _before[i - 1] + Area(i - 1, _starts[i - 1], steps[i - 1].End.UtcTicks);
            _run[i] = steps[i - 1].End == steps[i].Start ? _run[i - 1] : _run[i - 1] + 1;
        }
    }

    /// <summary>The steps, oldest first.</summary>
    public IReadOnlyList<PriceStep> Steps => _steps;

    /// <summary>Orders the steps by start.</summary>
    /// <exception cref="ArgumentException">A step is empty or not finite, or two overlap.</exception>
    public static PriceCurve Create(IEnumerable<PriceStep> steps)
    {
        var ordered = steps.OrderBy(s => s.Start).ToArray();
        for (var i = 0; i < ordered.Length; i++)
        {
            if (ordered[i].End <= ordered[i].Start) throw new ArgumentException($"The step at {ordered[i].Start:O} is empty.", nameof(steps));
            if (!double.IsFinite(ordered[i].Price)) throw new ArgumentException($"The price at {ordered[i].Start:O} is not a number.", nameof(steps));
            if (i > 0 && ordered[i - 1].End > ordered[i].Start) throw new ArgumentException($"Two steps overlap at {ordered[i].Start:O}.", nameof(steps));
        }
        return new PriceCurve(ordered);
    }

    /// <summary>The same prices, with solar power beside them that lowers what energy costs.</summary>
    public PriceCurve WithSolar(IReadOnlyList<SolarStep> solar) => solar.Count == 0 ? this : new PriceCurve(_steps, solar);

    /// <summary>What on-site solar power makes of the prices; null without.</summary>
    internal SolarCosts? Solar { get; }

    /// <summary>What a constant power costs over [start, end], in UTC ticks, in the prices' currency.</summary>
    /// <exception cref="PriceGapException">A part of the interval has no price.</exception>
    public double CostOf(double powerMw, long start, long end)
    {
        if (powerMw == 0) return 0;
        return Solar is null ? powerMw * Integrate(start, end) : Solar.Of(powerMw).Integrate(start, end);
    }

    /// <summary>The curve with newer steps: what they overlap is replaced, of a step that they cover in part the rest stays.</summary>
    /// <exception cref="ArgumentException">A newer step is empty or not finite, or two overlap.</exception>
    public PriceCurve With(IEnumerable<PriceStep> newer)
    {
        var over = Create(newer)._steps;
        var result = new List<PriceStep>(over);
        var first = 0;
        foreach (var old in _steps)
        {
            while (first < over.Length && over[first].End <= old.Start) first++;
            var from = old.Start;
            for (var i = first; i < over.Length && over[i].Start < old.End; i++)
            {
                if (over[i].Start > from) result.Add(old with { Start = from, End = over[i].Start });
                if (over[i].End > from) from = over[i].End;
            }
            if (from < old.End) result.Add(old with { Start = from });
        }
        return Create(result);
    }

    /// <summary>The steps that touch [start, end), whole.</summary>
    public PriceCurve Within(DateTimeOffset start, DateTimeOffset end) => new([.. _steps.Where(s => s.End > start && s.Start < end)]);

    /// <summary>The first instant of [start, end) without a price, or null where all of it is covered.</summary>
    public DateTimeOffset? FirstGap(DateTimeOffset start, DateTimeOffset end)
    {
        var i = IndexAt(start.UtcTicks);
        var at = start;
        while (at < end)
        {
            if (i < 0 || i >= _steps.Length || _steps[i].Start > at || _steps[i].End <= at) return at;
            at = _steps[i++].End;
        }
        return null;
    }

    /// <summary>Integral of price(t) dt over [start, end], in price x hours.</summary>
    /// <exception cref="PriceGapException">A part of the interval has no price.</exception>
    public double Integrate(DateTimeOffset start, DateTimeOffset end) => Integrate(start.UtcTicks, end.UtcTicks);

    /// <summary>The same in UTC ticks.</summary>
    /// <exception cref="PriceGapException">A part of the interval has no price.</exception>
    public double Integrate(long start, long end)
    {
        if (end < start) throw new ArgumentOutOfRangeException(nameof(end), "The interval ends before it starts.");
        if (end == start) return 0;
        var first = IndexAt(start);
        var last = IndexAt(end - 1);
        if (first < 0 || _steps[first].End.UtcTicks <= start || _steps[last].End.UtcTicks < end || _run[first] != _run[last])
        {
            throw new PriceGapException(FirstGap(Utc(start), Utc(end)) ?? Utc(start));
        }
        if (first == last) return Area(first, start, end);
        return Area(first, start, _steps[first].End.UtcTicks) + (_before[last] - _before[first + 1]) + Area(last, _starts[last], end);
    }

    /// <summary>The price at an instant, or null where none is known.</summary>
    public double? PriceAt(DateTimeOffset time)
    {
        var i = IndexAt(time.UtcTicks);
        return i >= 0 && time < _steps[i].End ? _steps[i].Price : null;
    }

    /// <summary>The steps that overlap [start, end), cut to it.</summary>
    public IReadOnlyList<PriceStep> Cut(DateTimeOffset start, DateTimeOffset end)
    {
        var cut = new List<PriceStep>();
        for (var i = Math.Max(0, IndexAt(start.UtcTicks)); i < _steps.Length && _steps[i].Start < end; i++)
        {
            var (from, to) = (_steps[i].Start > start ? _steps[i].Start : start, _steps[i].End < end ? _steps[i].End : end);
            if (from < to) cut.Add(new PriceStep(from, to, _steps[i].Price));
        }
        return cut;
    }

    private static DateTimeOffset Utc(long utcTicks) => new(utcTicks, TimeSpan.Zero);

    private double Area(int step, long from, long to) => _steps[step].Price * ((to - from) / TicksPerHour);

    private int IndexAt(long ticks)
    {
        var found = Array.BinarySearch(_starts, ticks);
        return found >= 0 ? found : ~found - 1;
    }
}
