namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>The end of a path of the look-ahead tree, as far as its value goes.</summary>
/// <param name="Time">UTC ticks of its end.</param>
/// <param name="Parts">x of the leaf.</param>
/// <param name="SuccessionClass">What may follow.</param>
/// <param name="StringParts">Parts made since t0: before the current state and on the path.</param>
/// <param name="StringCost">E since t0.</param>
internal readonly record struct Leaf(long Time, int Parts, int SuccessionClass, int StringParts, double StringCost);

/// <summary>What a path of the look-ahead tree is worth: the seam for a better cost-to-go.</summary>
internal interface ILeafValue
{
    /// <summary>Lower is better; infinity where nothing can be said for the leaf.</summary>
    double Of(in Leaf leaf);

    /// <summary>The same for a leaf in Xm where the string ends; differs where <see cref="Of"/> counts on what could still follow.</summary>
    double Ended(in Leaf leaf) => Of(leaf);

    /// <summary>What the values cost so far, in nodes' worth of work.</summary>
    long Work { get; }
}

/// <summary>
/// The plain reading of the look-ahead policy: the average energy cost per part made so far, and the inventory term where the leaf
/// is in Xm. A path that has made nothing yet is worth nothing. It compares paths that owe different amounts of parts, and so
/// puts work off into dearer hours; see <see cref="CompletedCost"/>.
/// </summary>
internal sealed class AverageCost(PricedTimedAutomaton automaton) : ILeafValue
{
    /// <inheritdoc/>
    public long Work => 0;

    /// <inheritdoc/>
    public double Of(in Leaf leaf)
    {
        var inventory = automaton.IsMarked(leaf.Parts) ? automaton.Model.InventoryWeight * (leaf.Parts - automaton.Demand) : 0;
        if (leaf.StringParts == 0) return automaton.IsMarked(leaf.Parts) ? inventory : double.PositiveInfinity;
        return (leaf.StringCost / leaf.StringParts) + inventory;
    }
}
