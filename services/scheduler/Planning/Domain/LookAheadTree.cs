namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// The tree of strings of at most N events from the current state, grown layer by layer. Of the paths of one length that end at
/// the same time, in the same state and with the same followers only the cheapest is kept: whatever follows costs the same after
/// each of them, so the memo loses no optimum and keeps the tree small. The first found wins a tie; larger batches are tried first.
/// </summary>
internal sealed class LookAheadTree(PlanningInstance instance, Reachability reachability, ILeafValue value)
{
    private const int Nothing = -1;
    private const int Standing = -2;

    private readonly PricedTimedAutomaton _automaton = instance.Automaton;
    private readonly Dictionary<(long Time, int Parts, int Class), int> _memo = [];
    private List<Node> _layer = [];
    private List<Node> _next = [];

    /// <summary>Nodes opened so far, over all decisions.</summary>
    public long Nodes { get; private set; }

    /// <summary>The smallest window searched in full; smaller than asked where a decision used up its share of nodes.</summary>
    public int SmallestWindow { get; private set; } = int.MaxValue;

    /// <summary>What the best path begins with, and the path's value.</summary>
    public (Step First, double Value) Choose(ScheduleBuilder current, int window, long maxNodes, CancellationToken cancellationToken)
    {
        var root = new Node(current.Time.UtcTicks, current.Parts, current.Class, 0, Nothing);
        var best = (First: Nothing, Value: double.PositiveInfinity, Found: false);
        if (_automaton.IsMarked(root.Parts)) best = (Nothing, value.Ended(Leaf(root, current)), true);
        var limit = Nodes + maxNodes;
        _layer.Clear();
        _layer.Add(root);
        for (var depth = 1; depth <= window; depth++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Grow(depth == 1 ? long.MaxValue : limit))
            {
                SmallestWindow = Math.Min(SmallestWindow, depth - 1);
                foreach (var leaf in _layer) Compare(leaf);
                break;
            }
            foreach (var leaf in _layer)
            {
                if (depth == window || _automaton.IsMarked(leaf.Parts)) Compare(leaf);
            }
        }
        return (best.First switch { Nothing => Step.Stop, Standing => Step.Stand, var b => new Step(_automaton.Events[b]) }, best.Value);

        void Compare(Node leaf)
        {
            var v = value.Of(Leaf(leaf, current));
            if (best.Found && !Less(v, best.Value)) return;
            best = (leaf.First, v, true);
        }
    }

    /// <summary>True where a is less than b by more than rounding.</summary>
    internal static bool Less(double a, double b) => a < b && (double.IsInfinity(b) || b - a > 1e-12 * Math.Max(1, Math.Abs(b)));

    private Leaf Leaf(Node node, ScheduleBuilder current) =>
        new(node.Time, node.Parts, node.Class, node.Parts - _automaton.InitialState, current.Cost + node.Cost);

    /// <summary>Replaces the layer by its children; false, and the layer as it was, where they are too many.</summary>
    private bool Grow(long limit)
    {
        _memo.Clear();
        _next.Clear();
        foreach (var node in _layer)
        {
            for (var b = _automaton.Model.Capacity; b >= 0; b--)
            {
                if (_automaton.Model.EventAfter(node.Class, b) is not { } sigma || !reachability.IsValid(node.Time, node.Parts, node.Class, sigma)) continue;
                Keep(node, sigma);
                if (Nodes > limit) return false;
            }
            if (reachability.StandsUntil(node.Time, node.Parts, node.Class) is { } end)
                Keep(new Node(end, node.Parts, _automaton.Model.Successions.ClassAfterStand(node.Class), node.Cost, node.First == Nothing ? Standing : node.First));
        }
        (_layer, _next) = (_next, _layer);
        return true;
    }

    private void Keep(Node from, BatchEvent sigma)
    {
        var end = from.Time + sigma.Duration.Ticks;
        var cost = from.Cost + PricedTimedAutomaton.Cost(sigma, from.Time, instance.Prices);
        var first = from.First == Nothing ? sigma.Letter : from.First;
        Keep(new Node(end, from.Parts + sigma.Parts, _automaton.Model.Successions.ClassAfter(sigma.Letter), cost, first));
    }

    private void Keep(Node child)
    {
        Nodes++;
        var key = (child.Time, child.Parts, child.Class);
        if (_memo.TryAdd(key, _next.Count)) _next.Add(child);
        else if (Less(child.Cost, _next[_memo[key]].Cost)) _next[_memo[key]] = child;
    }

    /// <summary>What to do next.</summary>
    /// <param name="Event">The event to take, if it is one.</param>
    /// <param name="Stands">Stand until the end of the next closure.</param>
    internal readonly record struct Step(BatchEvent? Event, bool Stands = false)
    {
        /// <summary>The string ends here.</summary>
        public static readonly Step Stop = new(null);

        /// <summary>Stand.</summary>
        public static readonly Step Stand = new(null, Stands: true);
    }

    private readonly record struct Node(long Time, int Parts, int Class, double Cost, int First);
}
