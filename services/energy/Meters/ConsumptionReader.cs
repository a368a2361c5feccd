using FactoryTwin.Common.V1;
using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Meters.Domain;

namespace FactoryTwin.Services.Energy.Meters;

/// <summary>Equal intervals from a start on.</summary>
internal readonly record struct IntervalGrid(DateTimeOffset Start, TimeSpan Length, int Count)
{
    /// <summary>When the last one ends.</summary>
    public DateTimeOffset End => Start + (Count * Length);
}

/// <summary>What was read of several meters.</summary>
internal sealed class ConsumptionSet
{
    /// <summary>By interval, by the meter's name.</summary>
    public Dictionary<string, IntervalQuantity[]> Quantities { get; } = new(StringComparer.Ordinal);

    /// <summary>The meters themselves, by name.</summary>
    public Dictionary<string, Meter> Meters { get; } = new(StringComparer.Ordinal);

    /// <summary>Of the virtual ones, by name.</summary>
    public Dictionary<string, Formula> Formulas { get; } = new(StringComparer.Ordinal);

    /// <summary>When registers were set back.</summary>
    public SortedSet<DateTimeOffset> Resets { get; } = [];
}

/// <summary>What went through meters, virtual ones too, by interval.</summary>
public sealed class ConsumptionReader(MeterStore meters)
{
    /// <summary>Meters that one virtual meter may stand on, at any depth.</summary>
    private const int MaxMeters = 200;

    /// <summary>The quantities of each interval, and when registers were set back.</summary>
    internal async Task<(IntervalQuantity[] Quantities, IReadOnlyList<DateTimeOffset> Resets)> ReadAsync(Meter meter, IntervalGrid grid, CancellationToken cancellationToken)
    {
        var read = await ReadAllAsync([meter], grid, cancellationToken);
        return (read.Quantities[meter.Name], [.. read.Resets]);
    }

    /// <summary>The quantities of several meters, each read once, and those of every meter that a virtual one among them stands on.</summary>
    internal async Task<ConsumptionSet> ReadAllAsync(IEnumerable<Meter> of, IntervalGrid grid, CancellationToken cancellationToken)
    {
        var set = new ConsumptionSet();
        foreach (var meter in of) await OneAsync(meter);
        return set;

        async Task<IntervalQuantity[]> OneAsync(Meter one)
        {
            if (set.Quantities.TryGetValue(one.Name, out var done)) return done;
            var result = one.Kind == MeterKind.Virtual ? await VirtualAsync(one) : await MeasuredAsync(one, grid, set.Resets, cancellationToken);
            set.Meters[one.Name] = one;
            return set.Quantities[one.Name] = result;
        }

        async Task<IntervalQuantity[]> VirtualAsync(Meter one)
        {
            var formula = Formula.Parse(one.Formula);
            set.Formulas[one.Name] = formula;
            var parts = new Dictionary<string, IntervalQuantity[]>(StringComparer.Ordinal);
            foreach (var id in formula.Meters) parts[id] = await OneAsync(await meters.Resources.GetAsync($"meters/{id}", cancellationToken));
            return [.. Enumerable.Range(0, grid.Count).Select(i => Value(formula, id => parts[id][i]))];
        }
    }

    private static IntervalQuantity Value(Formula formula, Func<string, IntervalQuantity> part)
    {
        var quality = formula.Meters.Max(id => part(id).Quality);
        var value = formula.Value(id => part(id).Quantity);
        return double.IsNaN(value) ? IntervalQuantity.Unknown with { Quality = quality } : new IntervalQuantity(value, formula.Meters.Min(id => part(id).Covered), quality);
    }

    /// <summary>Refuses a formula that names what is not there, or leads back to the meter itself.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, "meter.formula".</exception>
    internal async Task CheckFormulaAsync(Meter meter, CancellationToken cancellationToken)
    {
        if (meter.Kind != MeterKind.Virtual) return;
        var uses = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var open = new Queue<Meter>([meter]);
        var faults = new Faults();
        while (open.TryDequeue(out var next))
        {
            var ids = next.Kind == MeterKind.Virtual ? Formula.Parse(next.Formula).Meters : [];
            uses[IdOf(next)] = ids;
            faults.Unless(uses.Count <= MaxMeters, "meter.formula", $"stands on more than {MaxMeters} meters");
            faults.ThrowIfAny();
            foreach (var id in ids.Where(id => !uses.ContainsKey(id)))
            {
                uses[id] = [];
                if (await meters.Resources.FindAsync($"meters/{id}", cancellationToken) is not { } found) faults.Add("meter.formula", $"there is no meter '{id}'");
                else if (found.Name != meter.Name) open.Enqueue(found);
            }
        }
        faults.ThrowIfAny();
        if (Formulas.Cycle(IdOf(meter), id => uses[id]) is { } cycle) throw RpcErrors.InvalidArgument(("meter.formula", $"leads back to where it began: {string.Join(" -> ", cycle)}"));
    }

    private static string IdOf(Meter meter) => meter.Name["meters/".Length..];

    private async Task<IntervalQuantity[]> MeasuredAsync(Meter meter, IntervalGrid grid, SortedSet<DateTimeOffset> resets, CancellationToken cancellationToken)
    {
        var rule = MeterRequests.Rule(meter);
        // A reading before the first interval, and one after the last, tell what went through at their edges.
        var samples = await meters.ReadAsync(meter.Name, grid.Start - rule.MaxGap, grid.End + rule.MaxGap, cancellationToken);
        var counts = samples.Select(s => new Count(s.Time, s.Value, s.Quality == (int)Quality.Unspecified ? ReadingQuality.Uncertain : (ReadingQuality)s.Quality)).ToList();
        var (passed, set) = Register.Between(counts, rule);
        resets.UnionWith(set.Where(t => t >= grid.Start && t < grid.End));
        return Intervals.Of(passed, grid.Start, grid.Length, grid.Count);
    }
}
