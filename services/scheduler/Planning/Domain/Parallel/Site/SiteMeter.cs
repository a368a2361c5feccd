using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>The metering intervals of a site over a fleet's horizon: what events put into each, and what a load costs beyond the machines' own energy.</summary>
internal sealed class SiteMeter
{
    private readonly SiteTerms _terms;
    private readonly long _first;
    private readonly long _length;

    public SiteMeter(FleetInstance fleet, SiteTerms terms)
    {
        (_terms, _length) = (terms, terms.Interval.Ticks);
        _first = fleet.Start.UtcTicks / _length * _length;
        Count = (int)((fleet.DueDates.Last!.Value.UtcTicks - _first + _length - 1) / _length);
        Hours = terms.Interval.TotalHours;
        (Solar, Worth) = (new double[Count], new double[Count]);
        for (var k = 0; k < Count; k++)
        {
            var (start, end) = (Start(k), Start(k + 1));
            var price = fleet.Prices.PriceAt(start > fleet.Start ? start : fleet.Start) ?? 0;
            var feedIn = price;
            foreach (var step in terms.Solar)
            {
                var hours = ((step.End < end ? step.End : end) - (step.Start > start ? step.Start : start)).TotalHours;
                if (hours <= 0 || step.PowerMw == 0) continue;
                Solar[k] += step.PowerMw * hours;
                feedIn = step.FeedIn;
            }
            Worth[k] = price - feedIn;
        }
        MostMw = Math.Min(terms.ContractedMw ?? double.PositiveInfinity, fleet.Machines.Sum(m => m.Events.Max(e => Math.Max(e.PowerMw, e.SetUpPowerMw))));
    }

    /// <summary>How many intervals the horizon touches.</summary>
    public int Count { get; }

    /// <summary>Of an interval.</summary>
    public double Hours { get; }

    /// <summary>[k]: solar energy, in megawatt-hours.</summary>
    public double[] Solar { get; }

    /// <summary>[k]: what a megawatt-hour of it saves: price less feed-in.</summary>
    public double[] Worth { get; }

    /// <summary>No schedule that is allowed has a higher peak.</summary>
    public double MostMw { get; }

    /// <summary>When an interval starts.</summary>
    public DateTimeOffset Start(int k) => new(_first + (k * _length), TimeSpan.Zero);

    /// <summary>The interval that an instant (UTC ticks) lies in.</summary>
    public int IndexOf(long ticks) => (int)((ticks - _first) / _length);

    /// <summary>Adds an event's energy to the intervals that it touches; the load's first value is that of interval <paramref name="offset"/>.</summary>
    public void Add(double[] load, BatchEvent sigma, long start, int offset = 0)
    {
        var processing = start + sigma.SetUp.Ticks;
        Add(load, sigma.SetUpPowerMw, start, processing, offset);
        Add(load, sigma.PowerMw, processing, processing + sigma.Processing.Ticks, offset);
    }

    /// <summary>What a price for a megawatt-hour of each interval adds to an event: prepared once, then asked for each event and start (UTC ticks).</summary>
    public Func<BatchEvent, long, double> Extra(double[] prices)
    {
        var before = new double[Count + 1];
        for (var k = 0; k < Count; k++) before[k + 1] = before[k] + (prices[k] * Hours);
        return (sigma, start) =>
        {
            var (begun, end) = (start + sigma.SetUp.Ticks, start + sigma.Duration.Ticks);
            return (sigma.SetUpPowerMw * (Until(begun) - Until(start))) + (sigma.PowerMw * (Until(end) - Until(begun)));
        };

        double Until(long ticks)
        {
            var k = IndexOf(ticks);
            return k >= Count ? before[Count] : before[k] + (prices[k] * ((ticks - _first - (k * _length)) / (double)TimeSpan.TicksPerHour));
        }
    }

    /// <summary>What a load costs beyond the machines' own energy; infinity above the contracted capacity.</summary>
    public (double Saving, double PeakMw, double Demand, double Total) Cost(double[] load)
    {
        var (saving, peak) = (0.0, 0.0);
        for (var k = 0; k < Count; k++)
        {
            saving += Worth[k] * Math.Min(load[k], Solar[k]);
            peak = Math.Max(peak, load[k] / Hours);
        }
        var demand = _terms.DemandCharge * peak;
        return (saving, peak, demand, peak > (_terms.ContractedMw ?? double.PositiveInfinity) + 1e-9 ? double.PositiveInfinity : demand - saving);
    }

    /// <summary>
    /// The least of what remains where the machines pay <paramref name="prices"/> for a megawatt-hour of each interval on top: over all loads of peak
    /// Y &lt;= <see cref="MostMw"/>, cost beyond energy less those payments. It is convex and piecewise linear in Y, so its corners are looked at.
    /// </summary>
    /// <param name="prices">[k].</param>
    /// <param name="load">Takes the load that is least.</param>
    public double Remainder(double[] prices, double[] load)
    {
        var corners = Solar.Select(s => s / Hours).Where(y => y < MostMw).Append(0).Append(MostMw).Distinct().ToList();
        var (least, at) = (double.PositiveInfinity, 0.0);
        foreach (var peak in corners)
        {
            var value = _terms.DemandCharge * peak;
            for (var k = 0; k < Count; k++) value += Least(k, prices[k], peak, out _);
            if (value < least) (least, at) = (value, peak);
        }
        for (var k = 0; k < Count; k++) Least(k, prices[k], at, out load[k]);
        return least;
    }

    private double Least(int k, double price, double peak, out double load)
    {
        var most = peak * Hours;
        // Slopes: -(Worth + price) up to the solar energy, -price beyond it; Worth is not negative.
        load = price > 0 ? most : price > -Worth[k] ? Math.Min(Solar[k], most) : 0;
        return -(Worth[k] * Math.Min(load, Solar[k])) - (price * load);
    }

    private void Add(double[] load, double power, long from, long to, int offset)
    {
        if (power == 0) return;
        for (var k = IndexOf(from); from < to; k++)
        {
            var end = Math.Min(to, _first + ((k + 1) * _length));
            load[k - offset] += power * ((end - from) / (double)TimeSpan.TicksPerHour);
            from = end;
        }
    }
}
