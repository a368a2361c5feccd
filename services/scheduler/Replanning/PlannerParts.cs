using FactoryTwin.Services.Scheduler.Measuring;
using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>What every planner works with.</summary>
public sealed record PlannerParts(
    IStore Store, PriceBook Prices, ProgressWatch Watch, PlanStore Plans, PlanWriter Writer, BatchWriter Batches, SchedulerMetrics Metrics,
    IOptions<SchedulerOptions> Options, TimeProvider Time, ILogger<MachinePlanner> Logger);
