namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>What was done to the lanes.</summary>
internal sealed class Counts
{
    private int producers, relays, consumers, databases, cuts, full, steps, refusedStarts;

    public int Kills => producers + relays + consumers + databases;

    public void Killed(string aim) => Interlocked.Increment(ref aim == "producer" ? ref producers : ref aim == "relay" ? ref relays : ref consumers);

    public void KilledDatabase() => Interlocked.Increment(ref databases);

    public void Cut() => Interlocked.Increment(ref cuts);

    public void Full() => Interlocked.Increment(ref full);

    public void Stepped() => Interlocked.Increment(ref steps);

    public void Refused() => Interlocked.Increment(ref refusedStarts);

    public override string ToString() => $"| {Kills} | {producers} | {relays} | {consumers} | {databases} | {cuts} | {full} | {steps} | {refusedStarts} |";
}
