namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// Largest batches first, without a look at energy: in every state the largest batch that does not pass D; a larger one, or
/// the idle event, only where nothing else keeps the due dates and successions. Where no batch fits before a closure it stands until its end.
/// </summary>
internal sealed class BenchmarkPolicy(PricedTimedAutomaton automaton, Reachability reachability)
{
    private readonly long _shortest = automaton.Events.Where(e => !e.IsIdle).Min(e => e.Duration.Ticks);

    /// <summary>The event to take in an unmarked state from which Xm can be reached; null to stand until the end of the next closure.</summary>
    /// <exception cref="InvalidOperationException">Xm cannot be reached from there.</exception>
    public BatchEvent? Next(long time, int parts, int successionClass)
    {
        var largest = Math.Min(automaton.Model.Capacity, automaton.Demand - parts);
        for (var b = largest; b >= 1; b--)
        {
            if (Valid(b) is { } batch) return batch;
        }
        for (var b = largest + 1; b <= automaton.Model.Capacity; b++)
        {
            if (Valid(b) is { } batch) return batch;
        }
        var stands = reachability.StandsUntil(time, parts, successionClass) is not null;
        if (Valid(0) is { } idle && !(stands && !automaton.Closures.IsFree(time, _shortest))) return idle;
        return stands ? null : throw new InvalidOperationException($"No event is valid in state {parts}.");

        BatchEvent? Valid(int b) => automaton.Model.EventAfter(successionClass, b) is { } sigma && reachability.IsValid(time, parts, successionClass, sigma) ? sigma : null;
    }
}
