namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>The set-up of a batch of <paramref name="Next"/> parts where the machine is set up for <paramref name="Previous"/>, instead of the size's own.</summary>
/// <param name="Previous">Size of the last batch; idling and standing keep the machine set up for it.</param>
/// <param name="Next">Size of the batch.</param>
/// <param name="SetUp">How long it takes.</param>
/// <param name="SetUpPowerMw">Mean electric power meanwhile.</param>
public sealed record Changeover(int Previous, int Next, TimeSpan SetUp, double SetUpPowerMw);
