using FactoryTwin.Hosting.Configuration;
using Microsoft.Extensions.Configuration;

namespace FactoryTwin.Hosting;

/// <summary>Turns modules into running services.</summary>
public static class ServiceHost
{
    /// <summary>Prefix of the environment variables that configure a service, for example FACTORYTWIN_Storage__Directory.</summary>
    public const string EnvironmentPrefix = "FACTORYTWIN_";

    /// <summary>Runs one service as a process of its own until it is told to stop (SIGINT, SIGTERM).</summary>
    /// <returns>The process' exit code, which is set already: 0 after a drain, 1 where the start was refused or the service failed.</returns>
    public static async Task<int> RunAsync(ServiceModule module, string[] args)
    {
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddCommandLine(args)
                .Build();
            await using var group = Build(module, new ServiceHostOptions { Configuration = configuration });
            return Environment.ExitCode = await ServiceProcess.RunAsync(group);
        }
        catch (StartRefusedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Environment.ExitCode = 1;
        }
    }

    /// <summary>Builds one service.</summary>
    /// <exception cref="StartRefusedException">Options or contract are faulty; every fault is told.</exception>
    public static ServiceGroup Build(ServiceModule module, ServiceHostOptions options) => Build([module], options);

    /// <summary>Builds several services for one process; they share the event bus, and each has its own container, listener and store.</summary>
    /// <exception cref="StartRefusedException">Options or contracts are faulty; every fault of all of them is told.</exception>
    public static ServiceGroup Build(IReadOnlyList<ServiceModule> modules, ServiceHostOptions options)
    {
        var shared = new SharedResources(options);
        var faults = new List<StartFault>();
        var services = modules.Select(m => ServiceInstanceBuilder.Build(m, shared, faults)).OfType<ServiceInstance>().ToArray();
        // A section that all share is faulty once, not once for each service.
        var told = faults.DistinctBy(f => (f.Subject, f.Description)).ToArray();
        return told.Length == 0 ? new ServiceGroup(services, shared) : throw new StartRefusedException(told);
    }
}
