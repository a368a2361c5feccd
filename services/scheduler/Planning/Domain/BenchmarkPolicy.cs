namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// Largest batches first, without a look at energy: in every state the largest batch that does not pass D; a larger one, or
/// the idle event, only where nothing else keeps the due dates and successions. Where no batch fits before a closure it stands until its end.
/// </summary>
internal sealed class BenchmarkPolicy(PricedTimedAutomaton automaton, Reachability reachability)
{
    private readonly long _shortest = automaton.Events.Skip(1).Min(e => e.Duration.Ticks);

    /// <summary>The event to take in an unmarked state from which Xm can be reached; null to stand until the end of the next closure.</summary>
    /// <exception cref="InvalidOperationException">Xm cannot be reached from there.</exception>
    public BatchEvent? Next(long time, int parts, int successionClass)
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
        var stands = reachability.StandsUntil(time, parts) is not null;
        if (IsValid(0) && !(stands && !automaton.Closures.IsFree(time, _shortest))) return automaton.Events[0];
        return stands ? null : throw new InvalidOperationException($"No event is valid in state {parts}.");

        bool IsValid(int b) => reachability.IsValid(time, parts, successionClass, automaton.Events[b]);
    }
}
