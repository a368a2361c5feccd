using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Columns;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>
/// The relaxed site: each machine may mix its strings, so that parts, loads and the peak are right on average, at the least cost. Strings are priced out machine
/// by machine at the prices of parts and of each interval's energy. Whatever those prices, what the machines make of them and
/// <see cref="SiteMeter.Remainder"/> together bound every schedule from below, so the bound does not hang on the simplex's last digit.
/// </summary>
internal sealed class SiteProgram
{
    private const int MostRounds = 400;
    private const double Near = 1e-5; // of the bound: as good as solved
    private const double Smoothing = 0.6;

    private readonly SiteMeter _meter;
    private readonly SiteRows _rows;
    private readonly StringPricing[] _pricing;
    private readonly List<Column> _fixtures;
    private readonly double _lack;

    public SiteProgram(FleetInstance fleet, SiteMeter meter, SiteTerms terms, ExactLimits limits)
    {
        (_meter, Due) = (meter, [.. FleetProgram.Binding(fleet.DueDates)]);
        _pricing = [.. Enumerable.Range(0, fleet.Machines.Count).Select(m => new StringPricing(fleet, m, Due, limits))];
        var transitions = _pricing.Sum(p => p.Transitions);
        if (transitions > limits.MaxTransitions) throw new InstanceTooLargeException($"{transitions:N0} transitions (possible start times x sizes) are more than the {limits.MaxTransitions:N0} that are taken");
        _rows = new SiteRows(fleet, meter, terms, Due.Count);
        _fixtures = [.. _rows.Fixtures()];
        var steps = fleet.Prices.Cut(fleet.Start, fleet.DueDates.Last!.Value);
        var power = fleet.Machines.Max(m => m.Events.Max(e => Math.Max(e.PowerMw, e.SetUpPowerMw)));
        _lack = 100 * (1 + (power * (terms.DemandCharge + steps.Sum(s => Math.Abs(s.Price) * (s.End - s.Start).TotalHours))));
    }

    /// <summary>The due dates that bind.</summary>
    public IReadOnlyList<DueDate> Due { get; }

    /// <summary>Strings met so far, of all machines.</summary>
    public List<SiteColumn> Pool { get; } = [];

    /// <summary>A string with its times.</summary>
    public Schedule Schedule(FleetInstance fleet, MachineString of)
    {
        var builder = new ScheduleBuilder(fleet.Alone(of.Machine, fleet.DueDates));
        foreach (var (sigma, _) in _pricing[of.Machine].Events(of)) builder.Add(sigma);
        return builder.Build();
    }

    /// <summary>A machine's schedule as a column.</summary>
    public SiteColumn Column(int machine, Schedule schedule)
    {
        var of = _pricing[machine].String([.. schedule.Events.Select(e => e.Event.Letter)]);
        return _rows.Column(of, _pricing[machine].Events(of));
    }

    /// <summary>What a solved programme says.</summary>
    /// <param name="Bound">No schedule costs less, solar and demand included; infinity where there is none.</param>
    /// <param name="Used">The strings of its solution with their shares.</param>
    /// <param name="Pay">The prices that gave the bound.</param>
    public sealed record Answer(double Bound, IReadOnlyList<(SiteColumn Column, double Share)> Used, SitePay Pay);

    /// <summary>The least cost of the relaxed site that makes so many parts, some machines' strings settled already.</summary>
    /// <param name="parts">x.</param>
    /// <param name="settled">At most one string a machine.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Answer Solve(int parts, IReadOnlyList<SiteColumn> settled, CancellationToken cancellationToken)
    {
        int[] wanted = [.. Due.Select((d, k) => Math.Max(0, (k == Due.Count - 1 ? parts : d.Parts) - settled.Sum(s => s.String.PartsBy[k])))];
        var taken = new double[_meter.Count];
        for (var k = 0; k < taken.Length; k++) taken[k] = settled.Sum(s => s.Load[k]);
        var open = Enumerable.Range(0, _pricing.Length).Where(m => settled.All(s => s.String.Machine != m)).ToHashSet();
        var master = _rows.Master(wanted, taken, open.Contains, _lack);
        var columns = _fixtures.Concat(Pool.Where(c => open.Contains(c.String.Machine))).ToList();
        Fill();
        var (best, current, bound) = (new SitePay(Due.Count, _meter.Count), new SitePay(Due.Count, _meter.Count), double.NegativeInfinity);
        var alone = settled.Sum(s => s.String.Cost);
        for (var round = 0; round < MostRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var solved = master.Lacking <= 1e-6;
            if (solved && alone + master.Value - bound <= Near * Math.Abs(bound)) break;
            _rows.Read(master.Duals, current);
            // Between the prices of the best bound and the programme's own, which swing; only at its own can it turn out to be solved.
            var own = round == 0 || !solved;
            if (!own) current.Approach(best, Smoothing);
            var entered = Price(current);
            if (!entered && !own)
            {
                _rows.Read(master.Duals, current);
                entered = Price(current);
            }
            if (entered) continue;
            if (!solved) return new Answer(double.PositiveInfinity, [], best);
            break;
        }
        return new Answer(bound, [.. master.Used.Where(u => u.Column is SiteColumn).Select(u => ((SiteColumn)u.Column, u.Amount))], best);

        bool Price(SitePay pay)
        {
            var (value, fresh) = Best(pay, wanted, taken, open);
            if (value + alone > bound)
            {
                bound = value + alone;
                best.Approach(pay, 1);
            }
            Pool.AddRange(fresh);
            columns.AddRange(fresh);
            return Fill();
        }

        bool Fill()
        {
            var entered = false;
            while (Offer(master, columns)) entered = true;
            return entered;
        }
    }

    /// <summary>What prices bound, without what settled strings cost, and the open machines' best strings at them.</summary>
    private (double Value, List<SiteColumn> Strings) Best(SitePay pay, int[] wanted, double[] taken, IEnumerable<int> open)
    {
        var (worthBy, sum) = (new double[Due.Count], pay.Part);
        for (var k = Due.Count - 1; k >= 0; k--) worthBy[k] = sum += pay.Due[k];
        var value = pay.Part * wanted[^1];
        for (var k = 0; k < wanted.Length; k++) value += pay.Due[k] * wanted[k];
        for (var k = 0; k < taken.Length; k++) value += pay.Meter[k] * taken[k];
        var (extra, strings) = (_meter.Extra(pay.Meter), new List<SiteColumn>());
        foreach (var m in open)
        {
            _pricing[m].Price(extra);
            var (worth, found) = _pricing[m].Best(worthBy);
            value -= worth;
            strings.Add(_rows.Column(found, _pricing[m].Events(found)));
        }
        return (value + _meter.Remainder(pay.Meter, new double[_meter.Count]), strings);
    }

    /// <summary>Takes in the column that helps most; false where none does.</summary>
    private static bool Offer(ColumnMaster master, List<Column> columns)
    {
        var (best, least) = ((Column?)null, 0.0);
        foreach (var column in columns)
        {
            var reduced = master.ReducedCost(column);
            if (reduced < least && reduced < -1e-8 * Math.Max(1, Math.Abs(column.Cost))) (best, least) = (column, reduced);
        }
        if (best is null) return false;
        master.Enter(best);
        return true;
    }
}
