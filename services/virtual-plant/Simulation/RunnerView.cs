using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.Services.VirtualPlant.Storage;

namespace FactoryTwin.Services.VirtualPlant.Simulation;

/// <summary>The simulation at rest between two ticks. Valid only inside the read that it is given to.</summary>
/// <param name="Simulation">The simulation; not to be changed.</param>
/// <param name="Faults">Every fault, ordered by id.</param>
/// <param name="PlanRevision">The plan that the furnace follows; 0 without one.</param>
/// <param name="BatchStart">When the last batch began, by the clock.</param>
public readonly record struct RunnerView(PlantSimulation Simulation, IReadOnlyList<StoredFault> Faults, long PlanRevision, DateTimeOffset? BatchStart);
