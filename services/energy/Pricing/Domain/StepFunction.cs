namespace FactoryTwin.Services.Energy.Pricing.Domain;

/// <summary>What writing steps over stored ones comes to.</summary>
/// <param name="Steps">The stored steps after the write.</param>
/// <param name="Changed">The written steps whose price is new, or differs somewhere from the stored one.</param>
/// <param name="Unchanged">How many written steps were stored so already.</param>
public sealed record StepWrite(IReadOnlyList<PriceStep> Steps, IReadOnlyList<PriceStep> Changed, int Unchanged);

/// <summary>Prices as a step function of time: ordered steps that do not overlap, with gaps where nothing is known.</summary>
public static class StepFunction
{
    /// <summary>
    /// Writes steps over stored ones: what they overlap is replaced, of a step that they cover in part the rest stays. A written
    /// step that changes nothing leaves the stored steps as they are, so that the same write again does nothing at all.
    /// </summary>
    /// <param name="stored">Ordered, without overlap.</param>
    /// <param name="written">Ordered, without overlap.</param>
    public static StepWrite Write(IReadOnlyList<PriceStep> stored, IReadOnlyList<PriceStep> written)
    {
        var changed = Changed(stored, written);
        return changed.Count == 0
            ? new StepWrite(stored, changed, written.Count)
            : new StepWrite(Overlay(stored, changed), changed, written.Count - changed.Count);
    }

    private static List<PriceStep> Changed(IReadOnlyList<PriceStep> stored, IReadOnlyList<PriceStep> written)
    {
        var changed = new List<PriceStep>();
        var i = 0;
        foreach (var step in written)
        {
            while (i < stored.Count && stored[i].End <= step.Start) i++;
            var at = step.Start;
            for (var j = i; at < step.End && j < stored.Count && stored[j].Start <= at && Same(stored[j].Price, step.Price); j++) at = stored[j].End;
            if (at < step.End) changed.Add(step);
        }
        return changed;
    }

    private static List<PriceStep> Overlay(IReadOnlyList<PriceStep> stored, List<PriceStep> changed)
    {
        var result = new List<PriceStep>(changed);
        var first = 0;
        foreach (var old in stored)
        {
            while (first < changed.Count && changed[first].End <= old.Start) first++;
            var from = old.Start;
            for (var i = first; i < changed.Count && changed[i].Start < old.End; i++)
            {
                if (changed[i].Start > from) result.Add(old with { Start = from, End = changed[i].Start });
                if (changed[i].End > from) from = changed[i].End;
            }
            if (from < old.End) result.Add(old with { Start = from });
        }
        result.Sort((a, b) => a.Start.CompareTo(b.Start));
        return result;
    }

    private static bool Same(double a, double b) => a.Equals(b);
}
