namespace FactoryTwin.Services.Scheduler.Replanning.Domain;

/// <summary>
/// How often a machine that does not keep to its plan gets a new one: at once when it does something, ever more slowly while
/// it does nothing, so that a machine that stands still does not fill the store with plans.
/// </summary>
public sealed class DepartureLimit(TimeSpan firstPause)
{
    private readonly TimeSpan _first = firstPause;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private TimeSpan _pause = firstPause;

    /// <summary>No earlier than this may a departure make a plan.</summary>
    public DateTimeOffset NotBefore { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>The machine did something.</summary>
    public void Moved() => (_pause, NotBefore) = (_first, DateTimeOffset.MinValue);

    /// <summary>A departure made a plan.</summary>
    public void Used(DateTimeOffset now)
    {
        NotBefore = now + _pause;
        _pause = _pause * 2 < Longest ? _pause * 2 : Longest;
    }
}
