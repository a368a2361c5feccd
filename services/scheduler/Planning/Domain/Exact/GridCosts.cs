using System.Runtime.CompilerServices;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>
/// E_k of every event at every start on the grid, in constant time, by prefix integrals of the price. Costs are rounded to a
/// multiple of <see cref="Quantum"/>, a power of two so large that no sum of costs along a string needs more than 53 bits: sums are
/// then exact whatever their order, equal strings cost the same to the last bit, and ties are broken by rule and not by noise. A
/// string of n events is off by at most n/2 quanta, which is n * 2^-45 of the most that the horizon could cost at full power.
/// </summary>
internal sealed class GridCosts
{
    private readonly double[] _atTime; // [i]: integral of the price from t0 to Times[i]
    private readonly double[]?[] _afterSetUp; // [b][i]: to Times[i] + the set-up time of sigma_b; null without set-up
    private readonly double[] _power;
    private readonly double[] _setUpPower;
    private readonly double _perQuantum;
    private readonly Func<int, int, double>? _surcharge;
    private readonly (double[] At, double[] After)[]? _setUpCosts; // [b][i], with solar power: of the set-up until Times[i], and until Times[i] + the set-up time
    private readonly (double[] At, double[] After)[]? _costs;      // the same of the processing

    public GridCosts(PlanningInstance instance, TimeGrid grid)
    {
        var automaton = instance.Automaton;
        var steps = instance.Prices.Cut(automaton.Start, automaton.Horizon);
        _atTime = Prefix(steps, grid.Times, 0);
        var shared = new Dictionary<long, double[]>();
        _afterSetUp = [.. automaton.Events.Select(e => e.SetUp == TimeSpan.Zero ? null : Shared(e.SetUp.Ticks))];
        _power = [.. automaton.Events.Select(e => e.PowerMw)];
        _setUpPower = [.. automaton.Events.Select(e => e.SetUpPowerMw)];
        var dearest = instance.Prices.Solar?.Steps.Select(s => Math.Abs(s.FeedIn)).DefaultIfEmpty(0).Max() ?? 0;
        var most = steps.Sum(s => Math.Max(dearest, Math.Abs(s.Price)) * (s.End - s.Start).TotalHours) * Math.Max(_power.Max(), _setUpPower.Max());
        if (instance.Prices.Solar is { } solar)
        {
            var known = new Dictionary<(double, long), double[]>();
            _setUpCosts = [.. automaton.Events.Select(e => (Cost(e.SetUpPowerMw, 0), Cost(e.SetUpPowerMw, e.SetUp.Ticks)))];
            _costs = [.. automaton.Events.Select(e => (Cost(e.PowerMw, 0), Cost(e.PowerMw, e.SetUp.Ticks)))];

            double[] Cost(double power, long offset) => known.TryGetValue((power, offset), out var found) ? found
                : known[(power, offset)] = Prefix(solar.Of(power).Cut(automaton.Start, automaton.Horizon), grid.Times, offset);
        }
        if (instance.Surcharge is { } surcharge)
        {
            var cache = new double?[automaton.Events.Count, grid.Count];
            _surcharge = (b, i) => cache[b, i] ??= surcharge(automaton.Events[b], grid.Times[i]);
        }
        Quantum = most < 1e-200 ? 1e-210 : Math.ScaleB(1, Math.ILogB(most) + 1 - 44);
        _perQuantum = 1 / Quantum;

        double[] Shared(long setUp) => shared.TryGetValue(setUp, out var known) ? known : shared[setUp] = Prefix(steps, grid.Times, setUp);
    }

    /// <summary>Costs are multiples of this, in the prices' currency.</summary>
    public double Quantum { get; }

    /// <summary>E_k of sigma_b from one instant of the grid to the other, which must be its end.</summary>
    public double Of(int b, int start, int end) => _surcharge is null ? Energy(b, start, end) : Energy(b, start, end) + (Math.Round(_surcharge(b, start) * _perQuantum) * Quantum);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Energy(int b, int start, int end)
    {
        if (_costs is not null) return Math.Round((_setUpCosts![b].After[start] - _setUpCosts[b].At[start] + _costs[b].At[end] - _costs[b].After[start]) * _perQuantum) * Quantum;
        var begun = _afterSetUp[b] is { } set ? set[start] : _atTime[start];
        var cost = (_setUpPower[b] * (begun - _atTime[start])) + (_power[b] * (_atTime[end] - begun));
        return Math.Round(cost * _perQuantum) * Quantum;
    }

    /// <summary>The integral of the price from t0 to each time plus an offset, or to the end of the steps; both lists are walked once.</summary>
    private static double[] Prefix(IReadOnlyList<PriceStep> steps, long[] times, long offset)
    {
        var prefix = new double[times.Length];
        var (step, before) = (0, 0.0);
        for (var i = 0; i < times.Length; i++)
        {
            var at = times[i] + offset;
            while (step < steps.Count && steps[step].End.UtcTicks <= at) before += Area(steps[step], steps[step++].End.UtcTicks);
            prefix[i] = before + (step < steps.Count ? Area(steps[step], at) : 0);
        }
        return prefix;
    }

    private static double Area(PriceStep step, long until) =>
        step.Price * (Math.Max(0, until - step.Start.UtcTicks) / (double)TimeSpan.TicksPerHour);
}
