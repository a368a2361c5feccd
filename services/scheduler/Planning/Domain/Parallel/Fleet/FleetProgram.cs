using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Columns;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

/// <summary>
/// The relaxed fleet: each machine may mix its strings, the parts by each due time and in all are right on average, at the least E. Strings are
/// priced out machine by machine; the value bounds every schedule with that number of parts from below.
/// </summary>
internal sealed class FleetProgram
{
    private const long LargestTables = 20_000_000; // values of 8 bytes
    private readonly StringPricing[] _pricing;
    private readonly double _lack;

    public FleetProgram(FleetInstance fleet, ExactLimits limits)
    {
        Due = [.. Binding(fleet.DueDates)];
        _pricing = [.. Enumerable.Range(0, fleet.Machines.Count).Select(m => new StringPricing(fleet, m, Due, limits))];
        var transitions = _pricing.Sum(p => p.Transitions);
        if (transitions > limits.MaxTransitions) throw new InstanceTooLargeException($"{transitions:N0} transitions (possible start times x sizes) are more than the {limits.MaxTransitions:N0} that are taken");
        var steps = fleet.Prices.Cut(fleet.Start, fleet.DueDates.Last!.Value);
        var power = fleet.Machines.Max(m => m.Events.Max(e => Math.Max(e.PowerMw, e.SetUpPowerMw)));
        _lack = 100 * (1 + (power * steps.Sum(s => Math.Abs(s.Price) * (s.End - s.Start).TotalHours)));
        // To make nothing is a string too: none at all, or idling while energy is paid for.
        double[] worthless = [.. Due.Select(_ => -_lack)];
        Pool = [.. _pricing.Select(p => new List<MachineString> { p.Best(worthless).String })];
    }

    /// <summary>The due dates that ask for more than those before them, and the end of the horizon.</summary>
    public IReadOnlyList<DueDate> Due { get; }

    /// <summary>The strings met so far, by machine; the first makes nothing.</summary>
    public IReadOnlyList<List<MachineString>> Pool { get; }

    /// <summary>What each due time pays for a part, after <see cref="Solve"/>.</summary>
    public double[] Duals { get; private set; } = [];

    /// <summary>The most parts that all machines together can make by a due time.</summary>
    public int Most(int due)
    {
        double[] worth = [.. Due.Select((_, k) => k <= due ? _lack : 0)];
        return _pricing.Sum(p => p.Best(worth).String.PartsBy[due]);
    }

    /// <summary>The least E of the relaxed fleet that makes so many parts; infinity where even that cannot.</summary>
    public double Solve(int parts, CancellationToken cancellationToken)
    {
        double[] wanted = [.. Due.Select(d => (double)d.Parts)];
        wanted[^1] = parts;
        var master = new ColumnMaster(wanted, [parts, .. _pricing.Select(_ => 1.0)], _lack);
        foreach (var column in Pool.SelectMany(p => p)) Offer(master, column);
        var worthBy = new double[Due.Count];
        var bound = double.NegativeInfinity;
        for (var guard = 0; guard < 5_000; guard++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Worth(master, worthBy);
            var (value, entered) = (master.Duals[Due.Count] * parts, false);
            for (var k = 0; k < Due.Count; k++) value += master.Duals[k] * wanted[k];
            var fresh = new List<MachineString>();
            for (var m = 0; m < _pricing.Length; m++)
            {
                var (worth, found) = _pricing[m].Best(worthBy);
                value -= worth;
                if (worth + master.Duals[Due.Count + 1 + m] > 1e-9 * Math.Max(1, worth)) fresh.Add(found);
            }
            bound = Math.Max(bound, value);
            foreach (var column in fresh)
            {
                Pool[column.Machine].Add(column);
                entered |= Offer(master, column);
            }
            while (OfferPool(master)) entered = true;
            if (!entered) break;
        }
        Duals = (double[])worthBy.Clone();
        return master.Lacking > 1e-6 ? double.PositiveInfinity : bound;
    }

    /// <summary>More strings of each machine, found at duals that are off by up to a part.</summary>
    public void Enrich(int rounds, ref FastRandom random)
    {
        var duals = new double[Duals.Length];
        for (var n = 0; n < rounds; n++)
        {
            for (var k = 0; k < duals.Length; k++) duals[k] = Duals[k] * (0.7 + (0.6 * random.Fraction()));
            for (var m = 0; m < _pricing.Length; m++) Pool[m].Add(_pricing[m].Best(duals).String);
        }
        foreach (var strings in Pool)
        {
            // Of strings that make the same parts by the same times the cheapest is enough.
            List<MachineString> least = [.. strings.GroupBy(s => string.Join(' ', s.PartsBy), StringComparer.Ordinal).Select(g => g.MinBy(s => s.Cost)!)];
            strings.Clear();
            strings.AddRange(least);
        }
    }

    /// <summary>The tables of all machines, where a part by each due time earns so much; null where they would be too large.</summary>
    public StringTable[]? Tables(double[] worthBy, int parts) =>
        _pricing.Sum(p => p.TableSize(parts)) > LargestTables ? null : [.. _pricing.Select(p => p.Table(worthBy, parts))];

    /// <summary>A string as a column of a machine.</summary>
    public MachineString String(int machine, int[] sizes) => _pricing[machine].String(sizes);

    /// <summary>A string as a column of a machine.</summary>
    public MachineString String(int machine, Schedule schedule)
    {
        var partsBy = Due.Select(d => schedule.Events.Where(e => e.End <= d.Time).Sum(e => e.Event.Parts));
        return _pricing[machine].String([.. schedule.Events.Select(e => e.Event.Letter)], [.. partsBy], schedule.EnergyCost);
    }

    /// <summary>A part counts for the due time that it is made by and for all after it, and against the limit of parts.</summary>
    private void Worth(ColumnMaster master, double[] worthBy)
    {
        var sum = master.Duals[Due.Count];
        for (var k = Due.Count - 1; k >= 0; k--) worthBy[k] = sum += master.Duals[k];
    }

    private bool OfferPool(ColumnMaster master)
    {
        var best = Pool.SelectMany(p => p).MinBy(master.ReducedCost);
        return best is not null && Offer(master, best);
    }

    private static bool Offer(ColumnMaster master, MachineString column)
    {
        if (master.ReducedCost(column) > -1e-9 * Math.Max(1, Math.Abs(column.Cost))) return false;
        master.Enter(column);
        return true;
    }

    /// <summary>The due dates that ask for more than those before them, and the end of the horizon.</summary>
    internal static IEnumerable<DueDate> Binding(DueDates dueDates)
    {
        var most = 0;
        foreach (var due in dueDates.Ordered)
        {
            if (due.Parts <= most && due.Time != dueDates.Last) continue;
            most = Math.Max(most, due.Parts);
            if (due.Time < dueDates.Last) yield return due;
        }
        yield return new DueDate(dueDates.Total, dueDates.Last!.Value);
    }
}
