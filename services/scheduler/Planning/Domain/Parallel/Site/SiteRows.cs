using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Columns;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>
/// The rows of a site's linear programme. At least: parts by each due time, and room below the peak in each metering interval. At most: all parts, a
/// string a machine, the peak, and the solar energy that is set off, by what is taken and by what there is. Where there are many metering intervals,
/// stretches of them share a row and a price: a looser bound, and still one.
/// </summary>
internal sealed class SiteRows
{
    private const int MostStretches = 100;

    private readonly FleetInstance _fleet;
    private readonly SiteMeter _meter;
    private readonly SiteTerms _terms;
    private readonly int _dues;
    private readonly int _length; // metering intervals of a stretch
    private readonly int _peaks;  // stretches, 0 where a peak costs nothing and has no limit
    private readonly int[] _sunny;

    public SiteRows(FleetInstance fleet, SiteMeter meter, SiteTerms terms, int dues)
    {
        (_fleet, _meter, _terms, _dues) = (fleet, meter, terms, dues);
        _length = (meter.Count + MostStretches - 1) / MostStretches;
        var stretches = (meter.Count + _length - 1) / _length;
        _peaks = terms.DemandCharge > 0 || terms.ContractedMw is not null ? stretches : 0;
        _sunny = [.. Enumerable.Range(0, stretches).Where(g => Within(g).Any(k => meter.Solar[k] > 0 && meter.Worth[k] > 0))];
    }

    private int AtLeast => _dues + _peaks;

    private int MachineRow => AtLeast + 1;

    private int PeakRow => MachineRow + _fleet.Machines.Count;

    private int TakenRow => PeakRow + (_peaks > 0 ? 1 : 0);

    private int Count => TakenRow + (2 * _sunny.Length);

    /// <summary>The programme without strings: the rest of the demands beside strings that are settled already.</summary>
    /// <param name="wanted">Parts by each due time that are still to be made; the last is all of them.</param>
    /// <param name="load">What settled strings take in each metering interval.</param>
    /// <param name="open">Whether a machine's string is still to be chosen.</param>
    /// <param name="lack">Price of what rows lack.</param>
    public ColumnMaster Master(int[] wanted, double[] load, Func<int, bool> open, double lack)
    {
        // Many rows begin at zero, where a simplex stands still: a grain, different in each, lets it move. Bounds do not hang on it.
        const double grain = 1e-9;
        var atLeast = wanted.Select(n => (double)n).Concat(Enumerable.Range(0, _peaks).Select(g => Sum(load, g) + (grain * (g + 1))));
        List<double> atMost = [wanted[^1], .. Enumerable.Range(0, _fleet.Machines.Count).Select(m => open(m) ? 1.0 : 0)];
        if (_peaks > 0) atMost.Add(_meter.MostMw);
        atMost.AddRange(_sunny.Select((g, n) => Sum(load, g) + (grain * (n + 1))));
        atMost.AddRange(_sunny.Select(g => Sum(_meter.Solar, g)));
        return new ColumnMaster([.. atLeast], atMost, lack);
    }

    /// <summary>The peak, and the solar energy of each interval that is set off.</summary>
    public IEnumerable<Column> Fixtures()
    {
        if (_peaks > 0)
        {
            var entries = new double[Count];
            for (var g = 0; g < _peaks; g++) entries[_dues + g] = _meter.Hours * Within(g).Count();
            entries[PeakRow] = 1;
            yield return new Column(_terms.DemandCharge, entries);
        }
        for (var n = 0; n < _sunny.Length; n++)
        {
            var entries = new double[Count];
            entries[TakenRow + n] = entries[TakenRow + _sunny.Length + n] = 1;
            yield return new Column(-Within(_sunny[n]).Max(k => _meter.Worth[k]), entries);
        }
    }

    /// <summary>A machine's string as a column.</summary>
    public SiteColumn Column(MachineString of, IEnumerable<(BatchEvent Event, long Start)> events)
    {
        var (entries, load) = (new double[Count], new double[_meter.Count]);
        foreach (var (sigma, start) in events) _meter.Add(load, sigma, start);
        for (var k = 0; k < _dues; k++) entries[k] = of.PartsBy[k];
        for (var g = 0; g < _peaks; g++) entries[_dues + g] = -Sum(load, g);
        entries[AtLeast] = of.PartsBy[^1];
        entries[MachineRow + of.Machine] = 1;
        for (var n = 0; n < _sunny.Length; n++) entries[TakenRow + n] = -Sum(load, _sunny[n]);
        return new SiteColumn(of, load, entries);
    }

    /// <summary>What the duals say: the pay for a part by each due time, for any part, and the price of a megawatt-hour of each interval.</summary>
    public void Read(ReadOnlySpan<double> duals, SitePay pay)
    {
        for (var k = 0; k < _dues; k++) pay.Due[k] = Math.Max(0, duals[k]);
        pay.Part = Math.Min(0, duals[AtLeast]);
        for (var k = 0; k < _meter.Count; k++) pay.Meter[k] = _peaks > 0 ? Math.Max(0, duals[_dues + (k / _length)]) : 0;
        for (var n = 0; n < _sunny.Length; n++)
        {
            foreach (var k in Within(_sunny[n])) pay.Meter[k] += Math.Min(0, duals[TakenRow + n]);
        }
    }

    private IEnumerable<int> Within(int stretch) => Enumerable.Range(stretch * _length, Math.Min(_length, _meter.Count - (stretch * _length)));

    private double Sum(double[] load, int stretch)
    {
        var sum = 0.0;
        for (var k = stretch * _length; k < Math.Min(load.Length, (stretch + 1) * _length); k++) sum += load[k];
        return sum;
    }
}

/// <summary>A string of one machine with what it takes in each metering interval.</summary>
internal sealed class SiteColumn(MachineString of, double[] load, double[] entries) : Column(of.Cost, entries)
{
    public MachineString String { get; } = of;

    public double[] Load { get; } = load;
}

/// <summary>The prices of a relaxed site: any of them, with these signs, give a bound.</summary>
/// <param name="dues">Due times.</param>
/// <param name="intervals">Metering intervals.</param>
internal sealed class SitePay(int dues, int intervals)
{
    /// <summary>[k]: for a part by the k-th due time, not negative.</summary>
    public double[] Due { get; } = new double[dues];

    /// <summary>For any part, not positive.</summary>
    public double Part { get; set; }

    /// <summary>[k]: for a megawatt-hour in an interval.</summary>
    public double[] Meter { get; } = new double[intervals];

    /// <summary>Takes another one's prices over.</summary>
    /// <param name="other">It.</param>
    /// <param name="share">0 to stay, 1 for all of them.</param>
    public void Approach(SitePay other, double share)
    {
        for (var k = 0; k < Due.Length; k++) Due[k] += share * (other.Due[k] - Due[k]);
        Part += share * (other.Part - Part);
        for (var k = 0; k < Meter.Length; k++) Meter[k] += share * (other.Meter[k] - Meter[k]);
    }
}
