using FactoryTwin.Gateway;
using FactoryTwin.Hosting;

return await ServiceHost.RunAsync(new GatewayModule(), args);
