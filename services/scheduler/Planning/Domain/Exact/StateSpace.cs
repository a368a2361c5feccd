namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>
/// The states (x, t) that matter: at each instant of the grid a band of x, from the fewest parts with which the due dates are still
/// within reach to the most that can have been made. Inside the band a state may still be out of reach; outside none is in it.
/// States are counted from x0, so that arrays start at zero.
/// </summary>
internal sealed class StateSpace
{
    private StateSpace(TimeGrid grid, Followers followers, int[] low, int[] high, int[] lowestSource, long[] offset)
    {
        (Grid, Followers, Low, High, LowestSource, Offset) = (grid, followers, low, high, lowestSource, offset);
    }

    public TimeGrid Grid { get; }

    public Followers Followers { get; }

    /// <summary>The fewest parts beyond x0 in Xm.</summary>
    public required int FirstMarked { get; init; }

    /// <summary>[i]: the fewest parts beyond x0 in the band; above <see cref="High"/> where the band is empty.</summary>
    public int[] Low { get; }

    /// <summary>[i]: the most parts beyond x0 in the band.</summary>
    public int[] High { get; }

    /// <summary>[i]: an event that ends at this instant breaks a due date on its way unless it started with as many parts beyond x0.</summary>
    public int[] LowestSource { get; }

    /// <summary>[i]: where the band's row starts in a flat array; one more entry than instants.</summary>
    public long[] Offset { get; }

    /// <summary>Entries of one flat array.</summary>
    public long Entries => Offset[^1];

    /// <summary>Entries of all arrays: one for each set of classes.</summary>
    public long States => Entries * Followers.Sets.Count;

    /// <summary>Transitions to look at, at most.</summary>
    public long Transitions => Entries * (Followers.Events + (Grid.HasStands ? Followers.Stands.Length : 0) + (Followers.Sets.Count * (Followers.Classes - 1)));

    public int Width(int i) => Math.Max(0, High[i] - Low[i] + 1);

    /// <summary>The longest row.</summary>
    public int Widest
    {
        get
        {
            var widest = 0;
            for (var i = 0; i < Grid.Count; i++) widest = Math.Max(widest, Width(i));
            return widest;
        }
    }

    /// <summary>The states of an instance, or why they are too many.</summary>
    public static StateSpace? TryBuild(PlanningInstance instance, Reachability reachability, ExactLimits limits, out string tooLarge)
    {
        var automaton = instance.Automaton;
        tooLarge = "";
        var maxTimes = limits.MaxTimes;
        if (TimeGrid.TryBuild(automaton, ref maxTimes) is not { } grid)
        {
            tooLarge = $"more than {maxTimes:N0} start times are possible";
            return null;
        }
        var space = Build(instance, reachability, grid, new Followers(automaton.Model));
        if (space.States > limits.MaxStates) tooLarge = $"{space.States:N0} states are more than the {limits.MaxStates:N0} that are taken";
        else if (space.Transitions > limits.MaxTransitions) tooLarge = $"{space.Transitions:N0} transitions are more than the {limits.MaxTransitions:N0} that are taken";
        return tooLarge.Length == 0 ? space : null;
    }

    private static StateSpace Build(PlanningInstance instance, Reachability reachability, TimeGrid grid, Followers followers)
    {
        var automaton = instance.Automaton;
        var (x0, most) = (automaton.InitialState, automaton.LargestState - automaton.InitialState);
        var (low, high, lowestSource) = (new int[grid.Count], MostParts(grid, instance, most), new int[grid.Count]);
        var offset = new long[grid.Count + 1];
        var (fewest, source) = (0, 0);
        for (var i = 0; i < grid.Count; i++)
        {
            // Both bounds only rise with time: what came too late stays too late.
            while (fewest <= most && grid.Times[i] > reachability.Latest(x0 + fewest)) fewest++;
            while (source <= most && grid.Times[i] > reachability.Deadline(x0 + source)) source++;
            (low[i], lowestSource[i]) = (fewest, source);
            offset[i + 1] = offset[i] + Math.Max(0, high[i] - low[i] + 1);
        }
        return new StateSpace(grid, followers, low, high, lowestSource, offset) { FirstMarked = Math.Max(0, automaton.Demand - x0) };
    }

    private static int[] MostParts(TimeGrid grid, PlanningInstance instance, int most)
    {
        var automaton = instance.Automaton;
        var high = new int[grid.Count];
        Array.Fill(high, -1);
        high[0] = 0;
        var largest = new BatchEvent[grid.Durations.Length]; // of each duration
        foreach (var sigma in automaton.Events.OrderBy(e => e.Parts)) largest[grid.DurationOf(sigma.Letter)] = sigma;
        for (var i = 1; i < grid.Count; i++)
        {
            foreach (var sigma in largest)
            {
                var start = grid.StartsOf(sigma.Letter)[i];
                if (start >= 0 && high[start] >= 0) high[i] = Math.Max(high[i], Math.Min(most, high[start] + sigma.Parts));
            }
            foreach (var start in grid.StandsBefore(i)) high[i] = Math.Max(high[i], high[start]);
            if (instance.Ceiling is { } ceiling) high[i] = Math.Min(high[i], ceiling(grid.Times[i]) - automaton.InitialState);
        }
        return high;
    }
}
