namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>
/// A lower bound on J for instances that are too large to solve, by relaxing time: batches may be cut into moments and put anywhere
/// in [t0, horizon], one at a time. At a moment of price p an event b of duration d makes b/d parts an hour and costs at least r_b(p),
/// its lower power times p (its higher power where p is negative). For any value lambda of a part
/// E(s) &gt;= lambda (x - x0) - integral over time of max(0, max over b of lambda b/d - r_b(p)),
/// by weak duality; due dates before the horizon only narrow the strings, so the bound holds with them too. The best lambda is
/// sought by sections. Prices are sorted into at most 512 classes and count with the lowest of their class.
/// </summary>
internal sealed class FluidBound
{
    private const int PriceClasses = 512;
    private const int Sections = 60;

    private readonly (double Price, double Hours)[] _prices;
    private readonly (double Rate, double LowMw, double HighMw)[] _events;
    private readonly List<(double Value, double Surplus)> _known = [];

    private FluidBound(PlanningInstance instance)
    {
        var automaton = instance.Automaton;
        _prices = Classes([.. (instance.Prices.Solar?.Least() ?? instance.Prices).Cut(automaton.Start, automaton.Horizon).OrderBy(s => s.Price)]);
        _events = [.. automaton.Events.Select(e => (e.Parts / e.Duration.TotalHours, Lowest(e), Math.Max(e.PowerMw, e.SetUp > TimeSpan.Zero ? e.SetUpPowerMw : 0)))];
    }

    /// <summary>No string of the instance has a smaller J.</summary>
    public static double Of(PlanningInstance instance)
    {
        var automaton = instance.Automaton;
        var bound = new FluidBound(instance);
        var first = Math.Max(automaton.Demand, automaton.InitialState);
        bound.Search(first - automaton.InitialState);
        bound.Search(automaton.LargestState - automaton.InitialState);
        var least = double.PositiveInfinity;
        for (var x = first; x <= automaton.LargestState; x++)
            least = Math.Min(least, automaton.Objective(bound._known.Max(k => (k.Value * (x - automaton.InitialState)) - k.Surplus), x));
        return least - (1e-12 * Math.Abs(least)); // what rounding may have added
    }

    private static double Lowest(BatchEvent e) => e.SetUp > TimeSpan.Zero ? Math.Min(e.PowerMw, e.SetUpPowerMw) : e.PowerMw;

    private static (double Price, double Hours)[] Classes(PriceStep[] sorted) =>
        [.. sorted.Chunk(Math.Max(1, (sorted.Length + PriceClasses - 1) / PriceClasses)).Select(chunk => (chunk[0].Price, chunk.Sum(s => (s.End - s.Start).TotalHours)))];

    /// <summary>The bound is concave in lambda: golden sections. Every lambda that was looked at is kept, for each gives a bound.</summary>
    private void Search(int parts)
    {
        var dearest = _prices.Length == 0 ? 0 : _prices.Max(p => Math.Abs(p.Price));
        var (low, high) = (0.0, 1 + (2 * dearest * _events.Skip(1).Max(e => e.HighMw / e.Rate)));
        const double Ratio = 0.6180339887498949;
        var (a, b) = (high - (Ratio * (high - low)), low + (Ratio * (high - low)));
        var (atA, atB) = (At(a, parts), At(b, parts));
        for (var n = 0; n < Sections; n++)
        {
            if (atA >= atB)
            {
                (high, b, atB) = (b, a, atA);
                atA = At(a = high - (Ratio * (high - low)), parts);
            }
            else
            {
                (low, a, atA) = (a, b, atB);
                atB = At(b = low + (Ratio * (high - low)), parts);
            }
        }
    }

    private double At(double value, int parts)
    {
        var surplus = 0.0;
        foreach (var (price, hours) in _prices)
        {
            var best = 0.0;
            foreach (var (rate, low, high) in _events) best = Math.Max(best, (value * rate) - (price * (price < 0 ? high : low)));
            surplus += best * hours;
        }
        _known.Add((value, surplus));
        return (value * parts) - surplus;
    }
}
