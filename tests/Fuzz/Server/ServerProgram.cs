using System.Diagnostics;
using System.Text.Json;
using FactoryTwin.Gateway;
using FactoryTwin.Hosting;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Transcoding;
using FactoryTwin.Services.Energy;
using FactoryTwin.Services.Ingestion;
using FactoryTwin.Services.Scheduler;
using FactoryTwin.Services.TwinState;
using FactoryTwin.Testing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Fuzz.Server;

/// <summary>
/// The server under attack, a process of its own: the suite's services and the gateway before them. Its first line of output says
/// where it is; each line that it reads is answered by its vitals; it ends with its input.
/// </summary>
internal static class ServerProgram
{
    public static async Task<int> RunAsync(bool broken)
    {
        using var directory = new TempDirectory();
        using var gauges = new Gauges();
        using var faults = new FaultLog();
        ServiceModule probe = broken ? new BrokenModule() : new ProbeModule();
        ServiceModule[] modules = broken
            ? [probe, new GatewayModule()]
            : [new IngestionModule(), new TwinStateModule(), new EnergyModule(), new SchedulerModule(), probe, new GatewayModule()];
        await using var group = ServiceHost.Build(modules, new ServiceHostOptions
        {
            Configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(directory.Path, modules)).Build(),
            Override = Hurry,
            Logging = (_, logging) => logging.SetMinimumLevel(LogLevel.Information).AddProvider(faults),
        });
        await group.StartAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => group.Services.All(s => s.Readiness.Report.State == ServiceState.Ready), because: "all services are ready");
        Console.WriteLine(JsonSerializer.Serialize(Describe(group)));
        while (await Console.In.ReadLineAsync() is { } question)
            Console.WriteLine(JsonSerializer.Serialize(Measure(gauges, question == "measure" ? faults.Take() : [])));
        return 0;
    }

    /// <summary>Limits of time in seconds where they are minutes: what ends by them is seen to end.</summary>
    private static void Hurry(ServiceModule module, IServiceCollection services)
    {
        services.Configure<RpcServerOptions>(options => options.SlowReaderLimit = TimeSpan.FromSeconds(3));
        services.Configure<TranscodingOptions>(options => (options.SlowReaderLimit, options.IdleBodyLimit) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)));
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(3);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(3));
        });
        if (module is not GatewayModule)
            return;
        services.PostConfigure<KestrelServerOptions>(kestrel =>
            (kestrel.Limits.MinResponseDataRate, kestrel.Limits.KeepAliveTimeout) = (new MinDataRate(2_000_000, TimeSpan.FromSeconds(3)), TimeSpan.FromSeconds(4)));
    }

    private static Dictionary<string, string?> Settings(string directory, ServiceModule[] modules)
    {
        Dictionary<string, string?> settings = new(StringComparer.Ordinal)
        {
            ["Storage:Directory"] = directory,
            ["Auth:Mode"] = "development",
            ["Gateway:Port"] = "0",
            ["Gateway:HealthInterval"] = "500ms",
            ["Gateway:RequestsPerSecond"] = "1000000",
            ["Gateway:RequestBurst"] = "1000000",
        };
        foreach (var (index, module) in modules.SkipLast(1).Index())
            settings[$"Gateway:ExpectedServices:{index}"] = module.Name;
        return settings;
    }

    private static Addresses Describe(ServiceGroup group)
    {
        var issuer = group.Services[0].Services.GetRequiredService<DevelopmentIssuer>();
        var doors = group[GatewayModule.Id].Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Addresses(
            group.Services.ToDictionary(service => service.Module.Name, service => new Uri(service.Address), StringComparer.Ordinal),
            new Uri(doors.First()),
            new Uri(doors.Last()),
            issuer.IssueForUser("admin")!.AccessToken,
            issuer.IssueForService("fuzz", []).AccessToken,
            issuer.IssueForService("fuzz-life", []).AccessToken);
    }

    private static Vitals Measure(Gauges gauges, IReadOnlyList<string> faults)
    {
        for (var round = 0; round < 2; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using var self = Process.GetCurrentProcess();
        return new Vitals(
            GC.GetTotalMemory(forceFullCollection: false), self.WorkingSet64, gauges[Gauges.Calls], gauges[Gauges.Requests], gauges[Gauges.Connections], gauges[Gauges.Pooled], faults);
    }
}
