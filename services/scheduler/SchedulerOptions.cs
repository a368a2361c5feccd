using FactoryTwin.Hosting;

namespace FactoryTwin.Services.Scheduler;

/// <summary>Section "Scheduler".</summary>
public sealed class SchedulerOptions
{
    /// <summary>N of the look-ahead of stored plans, in events. Default 8, 1 to 12.</summary>
    public int Window { get; set; } = 8;

    /// <summary>How long after its due time an order may still learn of parts that were made before it. Default 10 s.</summary>
    public TimeSpan DueGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How late or early the machine may be and still keep to its plan. Default 30 s.</summary>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a person may take to accept a relaxation: offers suffice for a machine that begins by then. Default 10 min.</summary>
    public TimeSpan DecisionTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Plans kept of a machine, the newest ones. Default 500.</summary>
    public int KeptPlans { get; set; } = 500;

    /// <summary>Measured batches kept of a machine, the newest ones. Default 1000.</summary>
    public int KeptBatches { get; set; } = 1000;

    /// <summary>Plans that may wait for a slow watcher; beyond it the oldest are dropped and counted. Default 64.</summary>
    public int WatchQueue { get; set; } = 64;

    /// <summary>Machines at most. Default 200.</summary>
    public int MaxMachines { get; set; } = 200;

    /// <summary>Every fault, by option.</summary>
    public static IEnumerable<OptionFault> Check(SchedulerOptions options)
    {
        if (options.Window is < 1 or > 12) yield return new(nameof(Window), "must be 1 to 12");
        if (options.DueGrace < TimeSpan.Zero) yield return new(nameof(DueGrace), "must not be negative");
        if (options.Tolerance <= TimeSpan.Zero) yield return new(nameof(Tolerance), "must be positive");
        if (options.DecisionTime <= TimeSpan.Zero || options.DecisionTime > TimeSpan.FromDays(7)) yield return new(nameof(DecisionTime), "must be positive, at most 7 days");
        if (options.KeptPlans < 1) yield return new(nameof(KeptPlans), "must be at least 1");
        if (options.KeptBatches is < 1 or > 10_000) yield return new(nameof(KeptBatches), "must be 1 to 10,000");
        if (options.WatchQueue < 1) yield return new(nameof(WatchQueue), "must be at least 1");
        if (options.MaxMachines is < 1 or > 10_000) yield return new(nameof(MaxMachines), "must be 1 to 10,000");
    }
}
