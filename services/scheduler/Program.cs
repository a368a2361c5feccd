using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler;

await ServiceHost.RunAsync(new SchedulerModule(), args);
