using FactoryTwin.Hosting;
using FactoryTwin.Services.Ingestion;

return await ServiceHost.RunAsync(new IngestionModule(), args);
