namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// The event sigma_b: a batch of b parts, or the idle (set-up) self-transition for b = 0. A batch may begin with a set-up of its own;
/// set-up and processing are one transition, so that nothing comes between them.
/// </summary>
/// <param name="Parts">b.</param>
/// <param name="Processing">Processing time of a batch, set-up time of the idle event; positive.</param>
/// <param name="PowerMw">P(sigma_b): mean electric power while it is processed, in megawatts; not negative.</param>
/// <param name="SetUp">Set-up time of a batch of this size before its processing; zero for the idle event.</param>
/// <param name="SetUpPowerMw">Mean electric power during <paramref name="SetUp"/>, in megawatts; not negative.</param>
public sealed record BatchEvent(int Parts, TimeSpan Processing, double PowerMw, TimeSpan SetUp = default, double SetUpPowerMw = 0)
{
    /// <summary>Its place in the alphabet of its model: b, unless sizes have several events because their set-ups depend on the batch before.</summary>
    public int Letter { get; init; } = Parts;

    /// <summary>From its start to the next event's: set-up and processing.</summary>
    public TimeSpan Duration => SetUp + Processing;

    /// <summary>True for sigma_0.</summary>
    public bool IsIdle => Parts == 0;

    /// <summary>Energy of the event in megawatt-hours.</summary>
    public double EnergyMwh => (SetUpPowerMw * SetUp.TotalHours) + (PowerMw * Processing.TotalHours);

    /// <summary>What is wrong with it, or null.</summary>
    internal string? Fault
    {
        get
        {
            if (Processing <= TimeSpan.Zero) return "has no duration";
            if (SetUp < TimeSpan.Zero || (IsIdle && SetUp != TimeSpan.Zero)) return "has an impossible set-up time";
            var sane = double.IsFinite(PowerMw) && PowerMw >= 0 && double.IsFinite(SetUpPowerMw) && SetUpPowerMw >= 0;
            return sane ? null : "has a negative power";
        }
    }
}
