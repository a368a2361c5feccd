using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Planning;

/// <summary>
/// A second, plain reading of the model: it walks every string, minute by minute where it must, and shares no rule with the product.
/// </summary>
internal sealed class BruteForce(PlanningInstance instance)
{
    internal sealed record Found(IReadOnlyList<int> String, int Parts, double Cost);

    private readonly BatchModel _model = instance.Automaton.Model;
    private readonly IReadOnlyList<DueDate> _due = instance.Automaton.DueDates.Ordered;

    private int Demand => _due.Max(d => d.Parts);

    private DateTimeOffset End => _due.Max(d => d.Time);

    /// <summary>Every string of at most <paramref name="most"/> events that ends in Xm and breaks nothing.</summary>
    internal List<Found> Marked(int most = int.MaxValue) => [.. Walk([], instance.Automaton.InitialState, instance.Automaton.Start, 0, most)
        .Where(f => f.Parts >= Demand && f.Parts <= Demand + _model.InventoryAllowance)];

    /// <summary>Every string of at most <paramref name="most"/> events in which nothing is broken so far, the empty one first.</summary>
    internal IEnumerable<Found> Strings(int most) => Walk([], instance.Automaton.InitialState, instance.Automaton.Start, 0, most);

    internal double Objective(Found found) =>
        (found.Parts == 0 ? found.Cost : found.Cost / found.Parts) + (_model.InventoryWeight * Math.Max(0, found.Parts - Demand));

    /// <summary>The cost of one event: its set-up, then its processing.</summary>
    internal double Cost(int b, DateTimeOffset start, int? last = null)
    {
        var (setUp, power) = SetUp(last, b);
        var e = _model.Sizes[b];
        return Integral(power, start, start + setUp) + Integral(e.PowerMw, start + setUp, start + setUp + e.Processing);
    }

    /// <summary>The set-up of a batch after one of <paramref name="last"/> parts; idling has none.</summary>
    internal (TimeSpan Time, double Mw) SetUp(int? last, int b)
    {
        var given = _model.Changeovers.FirstOrDefault(c => c.Previous == last && c.Next == b);
        return given is null ? (_model.Sizes[b].SetUp, _model.Sizes[b].SetUpPowerMw) : (given.SetUp, given.SetUpPowerMw);
    }

    /// <summary>What a power costs, by summing the overlap with every price step, and with every solar step within it.</summary>
    private double Integral(double power, DateTimeOffset start, DateTimeOffset end)
    {
        var hours = 0.0;
        var cost = 0.0;
        foreach (var step in instance.Prices.Steps)
        {
            var overlap = (Min(end, step.End) - Max(start, step.Start)).TotalHours;
            if (overlap <= 0) continue;
            hours += overlap;
            cost += step.Price * power * overlap;
            foreach (var solar in instance.Prices.Solar?.Steps ?? [])
            {
                var sunny = (Min(Min(end, step.End), solar.End) - Max(Max(start, step.Start), solar.Start)).TotalHours;
                if (sunny > 0) cost += (solar.FeedIn - step.Price) * Math.Min(power, solar.PowerMw) * sunny;
            }
        }
        Assert.That(hours, Is.EqualTo((end - start).TotalHours).Within(1e-9), "the test's prices cover the event");
        return cost;
    }

    /// <summary>No due date is broken by holding x parts until this time and then having next.</summary>
    internal bool Keeps(int x, int next, DateTimeOffset until) =>
        until <= End && _due.All(d => (d.Time >= until || x >= d.Parts) && (d.Time > until || next >= d.Parts));

    private IEnumerable<Found> Walk(List<int> done, int x, DateTimeOffset time, double cost, int most)
    {
        if (done.Count == 0 && _due.Any(d => d.Time <= time && x < d.Parts)) yield break;
        yield return new Found([.. done], x, cost);
        if (done.Count == most) yield break;
        int? before = done.Count > 0 ? done[^1] : instance.PreviousEvent;
        for (var b = 0; b <= _model.Capacity; b++)
        {
            var set = done.LastOrDefault(d => d > 0) is var size and > 0 ? size : instance.PreviousEvent is > 0 ? instance.PreviousEvent : null;
            var end = time + SetUp(set, b).Time + _model.Sizes[b].Processing;
            if (before is { } last && _model.Forbidden.Contains((last, b))) continue;
            if (instance.Automaton.Closures.Given.Any(c => c.Start < c.End && c.Start < end && c.End > time)) continue;
            if (x + b > Demand + _model.InventoryAllowance || !Keeps(x, x + b, end)) continue;
            var next = cost + Cost(b, time, set);
            done.Add(b);
            foreach (var found in Walk(done, x + b, end, next, most)) yield return found;
            done.RemoveAt(done.Count - 1);
        }
        // Shut down until the end of the closure that it is in or that comes next.
        var ends = instance.Automaton.Closures.Given.Where(c => c.End > time && !Closed(c.End)).Select(c => c.End).ToList();
        if (ends.Count == 0 || !Keeps(x, x, ends.Min())) yield break;
        done.Add(-1);
        foreach (var found in Walk(done, x, ends.Min(), cost, most)) yield return found;
        done.RemoveAt(done.Count - 1);
    }

    /// <summary>Another closure goes on at this moment.</summary>
    private bool Closed(DateTimeOffset at) => instance.Automaton.Closures.Given.Any(c => c.Start <= at && at < c.End);

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
