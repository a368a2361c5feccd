using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Blocks;
using FactoryTwin.Services.Scheduler.Failures;
using FactoryTwin.Services.Scheduler.Machines;
using FactoryTwin.Services.Scheduler.Measuring;
using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Services.Scheduler.Replanning;
using FactoryTwin.Services.Scheduler.Withdrawals;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Services.Scheduler;

/// <summary>Batch schedules on priced timed automata, at run time.</summary>
public sealed class SchedulerModule : ServiceModule
{
    /// <summary>The service's id and consumer group.</summary>
    public const string Id = "scheduler";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override string Description => "Energy-aware batch schedules, re-planned at run time as prices, orders and the machine change.";

    /// <inheritdoc/>
    public override string Owner => "Planning team";

    /// <inheritdoc/>
    public override IReadOnlyList<string> StartsAfter => ["twin-state", "energy"];

    /// <inheritdoc/>
    public override void Build(IServiceModuleBuilder builder)
    {
        builder.Services
            .AddSingleton<SchedulerMetrics>()
            .AddSingleton<PlanningWork>()
            .AddSingleton<PlanStore>()
            .AddSingleton<PlanFeed>()
            .AddSingleton<PlanWriter>()
            .AddSingleton<BatchWriter>()
            .AddSingleton<PriceBook>()
            .AddSingleton<ProgressWatch>()
            .AddSingleton<PlannerParts>();
        builder
            .Options<SchedulerOptions>("Scheduler", SchedulerOptions.Check)
            .Serves<MachinesService>()
            .Serves<PlansService>()
            .Serves<StudiesService>()
            .Serves<BatchRecordsService>()
            .Serves<BlocksService>()
            .Serves<WithdrawalsService>()
            .Serves<RescheduleFailuresService>()
            .Publishes(PlanWriter.Topic)
            .Publishes(FailureBook.Topic)
            .Listens<BlockRequestsHandler>(BlockRequestsHandler.Topic)
            .Listens<PricesHandler>(PricesHandler.Topic)
            .Runs<PlannerHost>();
    }
}
