using FactoryTwin.Hosting;
using FactoryTwin.Services.VirtualPlant.Demonstration;
using FactoryTwin.Services.VirtualPlant.Forwarding;
using FactoryTwin.Services.VirtualPlant.Model;
using FactoryTwin.Services.VirtualPlant.PlanFollowing;
using FactoryTwin.Services.VirtualPlant.Simulation;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Services.VirtualPlant;

/// <summary>The simulation that stands in for a plant: stores its state and unanswered readings, serves faults, follows plans.</summary>
public sealed class VirtualPlantModule : ServiceModule
{
    /// <summary>The service's id and consumer group.</summary>
    public const string Id = "virtual-plant";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override string Description => "A dynamic simulation of a small gas-processing site that reports through ingestion like any plant.";

    /// <inheritdoc/>
    public override string Owner => "Virtual plant team";

    /// <summary>It registers and pushes like an edge agent, loads a model like an engineer, and sets the demonstration's prices and orders.</summary>
    public override IReadOnlyList<string> Roles => ["edge-agent", "engineer", "energy-manager", "dispatcher"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> StartsAfter => ["ingestion", "twin-state", "energy", "scheduler"];

    /// <inheritdoc/>
    public override void Build(IServiceModuleBuilder builder)
    {
        builder.Services
            .AddSingleton<VirtualPlantMetrics>()
            .AddSingleton<ForwardQueue>()
            .AddSingleton<ForwardCounters>()
            .AddSingleton<SimulationRunner>()
            .AddSingleton<SourceRegistration>()
            .AddSingleton<ReadingSender>()
            .AddSingleton<ModelLoader>()
            .AddSingleton<DemonstrationPrices>()
            .AddSingleton<DemonstrationMachine>();
        builder
            .Options<VirtualPlantOptions>("VirtualPlant", VirtualPlantOptions.Check)
            .Serves<VirtualPlantService>()
            .Listens<PlanHandler>("scheduler.plans")
            .Runs<SimulationWorker>()
            .Runs<ForwardWorker>()
            .Runs<SetupWorker>()
            .ReadyWhen<SimulationTicks>();
    }
}
