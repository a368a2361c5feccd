using FactoryTwin.Services.Energy.Pricing.Domain;

namespace FactoryTwin.Energy.Tests.Pricing;

/// <summary>The brute-force twin of a step function: one price a minute.</summary>
internal sealed class MinuteMap
{
    internal static readonly DateTimeOffset T0 = new(2026, 3, 1, 22, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<int, double> _prices = [];

    /// <summary>Writes the steps and returns those that changed a minute.</summary>
    internal List<PriceStep> Write(IEnumerable<PriceStep> steps)
    {
        var changed = new List<PriceStep>();
        foreach (var step in steps)
        {
            var differs = Minutes(step).Any(m => !_prices.TryGetValue(m, out var old) || !old.Equals(step.Price));
            foreach (var minute in Minutes(step)) _prices[minute] = step.Price;
            if (differs) changed.Add(step);
        }
        return changed;
    }

    internal bool Equals(IEnumerable<PriceStep> steps)
    {
        var other = new Dictionary<int, double>();
        foreach (var step in steps)
        {
            foreach (var minute in Minutes(step))
            {
                if (!other.TryAdd(minute, step.Price)) return false; // two steps on one minute
            }
        }
        return other.Count == _prices.Count && other.All(p => _prices.TryGetValue(p.Key, out var price) && price.Equals(p.Value));
    }

    private static IEnumerable<int> Minutes(PriceStep step)
    {
        var first = (int)(step.Start - T0).TotalMinutes;
        return Enumerable.Range(first, (int)(step.End - step.Start).TotalMinutes);
    }
}
