namespace FactoryTwin.Chaos.Tests.Crash.Worker;

/// <summary>A clock that can be put forward and back, as an administrator or a time server does it; timers go on as they were.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long offset;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref offset));

    public void Step(TimeSpan by) => Interlocked.Add(ref offset, by.Ticks);
}
