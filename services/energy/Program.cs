using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy;

await ServiceHost.RunAsync(new EnergyModule(), args);
