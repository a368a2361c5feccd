namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>Names the constraint that cannot be kept, in words that a dispatcher can act on.</summary>
internal static class Infeasibility
{
    /// <summary>The binding constraint of an instance, or null where it has a valid string.</summary>
    public static Obstacle? Explain(PlanningInstance instance, Reachability reachability)
    {
        var automaton = instance.Automaton;
        if (instance.Prices.FirstGap(automaton.Start, automaton.Horizon) is { } gap)
        {
            return new(ObstacleKind.Prices, $"Prices: none is known from {Say(gap)} on, but the plan needs them until {Say(automaton.Horizon)}.");
        }
        if (CanFinish(instance, automaton, reachability)) return null;
        if (automaton.InitialState > automaton.LargestState)
        {
            return new(ObstacleKind.InventoryAllowance, $"Inventory allowance: {automaton.InitialState} parts are there already, "
                + $"{automaton.Demand} are due and {automaton.Model.InventoryAllowance} may go into inventory.");
        }
        return ExplainDueDate(instance) ?? ExplainSuccessions(instance) ?? ExplainAllowance(automaton);
    }

    private static bool CanFinish(PlanningInstance instance, PricedTimedAutomaton automaton, Reachability reachability) =>
        reachability.CanFinish(automaton.Start.UtcTicks, automaton.InitialState, automaton.Model.Successions.ClassAfter(instance.PreviousEvent));

    /// <summary>The first due date that cannot be met even if any surplus were allowed. More due dates only narrow the strings, so it is found by halving.</summary>
    private static Obstacle? ExplainDueDate(PlanningInstance instance)
    {
        var given = instance.Automaton;
        var surplus = given.Model.InventoryAllowance + given.Model.Capacity + given.InitialState; // more than the first due dates ask for may be there already
        var free = given.Model.With(given.Model.Sizes, surplus, []);
        var (met, unmet) = (0, given.DueDates.Ordered.Count);
        if (Met(unmet)) return null;
        while (unmet - met > 1)
        {
            var middle = (met + unmet) / 2;
            if (Met(middle)) met = middle;
            else unmet = middle;
        }
        var due = given.DueDates.Ordered[unmet - 1];
        return new(ObstacleKind.DueDate, $"Due date: at least {due.Parts} parts by {Say(due.Time)} cannot be met; "
            + $"from {Say(given.Start)} with {given.InitialState} parts, {MostPartsBy(instance, free, unmet)} are the most that can be made by then.", due);

        bool Met(int first)
        {
            var relaxed = WithDueDates(given, free, given.DueDates.Ordered.Take(first));
            return CanFinish(instance, relaxed, new Reachability(relaxed));
        }
    }

    private static int MostPartsBy(PlanningInstance instance, BatchModel model, int n)
    {
        var given = instance.Automaton;
        var due = given.DueDates.Ordered[n - 1];
        var (low, high) = (given.InitialState, due.Parts); // low can be met, high cannot
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            var asked = WithDueDates(given, model, given.DueDates.Ordered.Take(n - 1).Append(due with { Parts = middle }));
            if (CanFinish(instance, asked, new Reachability(asked))) low = middle;
            else high = middle;
        }
        return low;
    }

    private static PricedTimedAutomaton WithDueDates(PricedTimedAutomaton given, BatchModel model, IEnumerable<DueDate> dueDates) =>
        new(model, new DueDates(dueDates), given.InitialState, given.Start, given.Closures);

    /// <summary>Says so where any surplus would not help either: then the forbidden successions are what binds.</summary>
    private static Obstacle? ExplainSuccessions(PlanningInstance instance)
    {
        var given = instance.Automaton;
        var relaxed = new PricedTimedAutomaton(given.Model.WithAllowance(given.Model.InventoryAllowance + given.Model.Capacity), given.DueDates, given.InitialState, given.Start, given.Closures);
        if (CanFinish(instance, relaxed, new Reachability(relaxed))) return null;
        var pairs = string.Join(", ", given.Model.Forbidden.Take(5).Select(p => $"{p.Next} after {p.Previous}")) + (given.Model.Forbidden.Count > 5 ? ", ..." : "");
        return new(ObstacleKind.Successions,
            $"Forbidden successions: {given.Demand} parts by {Say(given.Horizon)} could be met but for the successions that are not allowed ({pairs}).");
    }

    private static Obstacle ExplainAllowance(PricedTimedAutomaton automaton) => new(
        ObstacleKind.InventoryAllowance, $"Inventory allowance: {automaton.Demand} parts by {Say(automaton.Horizon)} can be met only with larger batches, "
        + $"which would leave more than the allowed {automaton.Model.InventoryAllowance} surplus parts.");

    private static string Say(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'");
}
