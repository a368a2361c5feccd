namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// Largest batches first, without a look at energy: in every state the largest batch that does not pass D; a larger one, or
/// the idle event, only where nothing else keeps the due dates and successions.
/// </summary>
internal sealed class BenchmarkPolicy(PricedTimedAutomaton automaton, Reachability reachability)
{
    /// <summary>The event to take in an unmarked state from which Xm can be reached.</summary>
    /// <exception cref="InvalidOperationException">Xm cannot be reached from there.</exception>
    public BatchEvent Next(long time, int parts, int successionClass)
    {
        var largest = Math.Min(automaton.Model.Capacity, automaton.Demand - parts);
        for (var b = largest; b >= 1; b--)
        {
            if (IsValid(b)) return automaton.Events[b];
        }
        for (var b = largest + 1; b <= automaton.Model.Capacity; b++)
        {
            if (IsValid(b)) return automaton.Events[b];
        }
        return IsValid(0) ? automaton.Events[0] : throw new InvalidOperationException($"No event is valid in state {parts}.");

        bool IsValid(int b) => reachability.IsValid(time, parts, successionClass, automaton.Events[b]);
    }
}
