using FactoryTwin.Hosting;
using FactoryTwin.Services.VirtualPlant;

await ServiceHost.RunAsync(new VirtualPlantModule(), args);
