using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Services.Scheduler.Measuring.Domain;

/// <summary>A machine's model with its batches as they are measured.</summary>
public static class MeasuredModel
{
    /// <summary>
    /// Processing times and powers of batches times what was measured; set-ups and idling stay. Times are rounded up to a fifth of the
    /// durations' common measure, a second at least, so that a plan holds and the exact decider's grid stays small.
    /// </summary>
    /// <param name="nominal">As registered.</param>
    /// <param name="time">Measured over nominal processing time.</param>
    /// <param name="power">Measured over nominal power.</param>
    public static BatchModel Of(BatchModel nominal, double time, double power)
    {
        if (time == 1 && power == 1) return nominal;
        var measure = nominal.Events.SelectMany(e => new[] { e.Processing.Ticks, e.SetUp.Ticks }).Aggregate(0L, Divisor);
        var quantum = Math.Max(measure / 5, TimeSpan.TicksPerSecond);
        var sizes = nominal.Sizes.Select(e => e.IsIdle ? e : e with
        {
            Processing = TimeSpan.FromTicks((long)Math.Ceiling((e.Processing.Ticks * time / quantum) - 1e-9) * quantum),
            PowerMw = e.PowerMw * power,
        });
        return nominal.With([.. sizes], nominal.InventoryAllowance, nominal.Forbidden);
    }

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);
}
