using FactoryTwin.Hosting;
using FactoryTwin.Services.TwinState;

await ServiceHost.RunAsync(new TwinStateModule(), args);
