using System.Collections.Concurrent;

namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>On-site solar power from <paramref name="Start"/> (inclusive) to <paramref name="End"/> (exclusive).</summary>
/// <param name="PowerMw">S: what is there.</param>
/// <param name="FeedIn">f: what a megawatt-hour that is fed in earns.</param>
public readonly record struct SolarStep(DateTimeOffset Start, DateTimeOffset End, double PowerMw, double FeedIn);

/// <summary>
/// What a power P costs where solar power S is there: p max(0, P - S) + f min(P, S) an hour, with f what feeding in would have earned. It is linear in
/// P up to S and beyond, and for an event of known power just another step function of time; one curve is kept for each power.
/// </summary>
internal sealed class SolarCosts(PriceCurve grid, IReadOnlyList<SolarStep> steps)
{
    private readonly ConcurrentDictionary<double, PriceCurve> _byPower = new();

    /// <summary>The steps, soonest first.</summary>
    public IReadOnlyList<SolarStep> Steps { get; } = [.. steps.OrderBy(s => s.Start)];

    /// <summary>Cost an hour of a power, over time; it has the gaps that the grid's prices have.</summary>
    public PriceCurve Of(double powerMw) => _byPower.GetOrAdd(powerMw, power => Curve((price, solar) => (price * Math.Max(0, power - solar.PowerMw)) + (solar.FeedIn * Math.Min(power, solar.PowerMw))));

    /// <summary>No megawatt-hour costs less than this at its time.</summary>
    public PriceCurve Least() => Curve((price, solar) => solar.PowerMw > 0 ? Math.Min(price, solar.FeedIn) : price);

    private PriceCurve Curve(Func<double, SolarStep, double> rate)
    {
        var (pieces, next) = (new List<PriceStep>(), 0);
        foreach (var step in grid.Steps)
        {
            var at = step.Start;
            while (next < Steps.Count && Steps[next].End <= at) next++;
            for (var i = next; at < step.End; i++)
            {
                var solar = i < Steps.Count && Steps[i].Start < step.End ? Steps[i] : new SolarStep(step.End, step.End, 0, 0);
                if (solar.Start > at) pieces.Add(new PriceStep(at, solar.Start, rate(step.Price, default)));
                var from = solar.Start > at ? solar.Start : at;
                var to = solar.End < step.End ? solar.End : step.End;
                if (from < to) pieces.Add(new PriceStep(from, to, rate(step.Price, solar)));
                at = to > from ? to : from;
            }
        }
        return PriceCurve.Create(pieces);
    }
}
