using System.Diagnostics.Metrics;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler;

/// <summary>Meter "FactoryTwin.Scheduler".</summary>
public sealed class SchedulerMetrics
{
    private readonly Counter<long> _plans;
    private readonly Histogram<double> _reaction;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _failures;

    /// <summary>Declares the instruments.</summary>
    public SchedulerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("FactoryTwin.Scheduler");
        _plans = meter.CreateCounter<long>("factorytwin.scheduler.plans", "{plan}", "Plans made, by trigger and state.");
        _reaction = meter.CreateHistogram<double>("factorytwin.scheduler.reaction", "s", "From the event that set off a plan to its being stored.");
        _dropped = meter.CreateCounter<long>("factorytwin.scheduler.watch_dropped", "{plan}", "Plans that a slow watcher was spared.");
        _failures = meter.CreateCounter<long>("factorytwin.scheduler.failures", "{failure}", "Attempts to plan that failed and were repeated.");
    }

    internal void Planned(V1.Plan plan)
    {
        _plans.Add(1, new("trigger", plan.Trigger.ToString()), new("state", plan.Schedule.State.ToString()));
        _reaction.Record(plan.ReactionMilliseconds / 1000, new KeyValuePair<string, object?>("trigger", plan.Trigger.ToString()));
    }

    internal void Dropped() => _dropped.Add(1);

    internal void Failed() => _failures.Add(1);
}
