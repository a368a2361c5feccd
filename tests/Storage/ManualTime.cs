namespace FactoryTwin.Storage.Tests;

/// <summary>A clock that stands until it is set; elapsed time stays real.</summary>
public sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
