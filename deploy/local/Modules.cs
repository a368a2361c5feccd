using FactoryTwin.Gateway;
using FactoryTwin.Hosting;
using FactoryTwin.Local.Arguments;
using FactoryTwin.Services.Energy;
using FactoryTwin.Services.Ingestion;
using FactoryTwin.Services.Scheduler;
using FactoryTwin.Services.TwinState;
using FactoryTwin.Services.VirtualPlant;

namespace FactoryTwin.Local;

/// <summary>The services of the suite, in the order in which data flow; they are stopped in the reverse order.</summary>
internal static class Modules
{
    public static IReadOnlyList<ServiceModule> Of(LocalOptions options)
    {
        List<ServiceModule> modules = [new IngestionModule(), new TwinStateModule(), new EnergyModule(), new SchedulerModule()];
        if (options.Plant)
            modules.Add(new VirtualPlantModule());
        modules.Add(new GatewayModule());
        return modules;
    }
}
