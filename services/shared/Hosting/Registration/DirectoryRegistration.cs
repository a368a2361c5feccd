using System.Reflection;
using FactoryTwin.Rpc.Server;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting.Registration;

/// <summary>Announces the service to the gateway's directory and again before the lease ends. A gateway that is away is no fault of the service.</summary>
internal sealed partial class DirectoryRegistration(
    ServiceModule module, RpcMethodTable table, IServiceClients clients, Func<string?> address, RegistrationOptions options, TimeProvider time,
    ILogger<DirectoryRegistration> logger) : BackgroundService
{
    private bool registered;
    private string lastFailure = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interfaces = table.Services.Where(s => !s.File.Package.StartsWith("grpc.", StringComparison.Ordinal)).ToArray();
        if (interfaces.Length == 0 || !options.Enabled)
            return;
        var request = new Gateway.V1.RegisterServiceRequest
        {
            Service = module.Name,
            Version = VersionOf(module),
            Description = module.Description,
            Owner = module.Owner,
            FileDescriptorSet = DescriptorSets.Of(interfaces).ToByteString(),
            Interfaces = { interfaces.Select(i => i.FullName) },
        };
        while (!stoppingToken.IsCancellationRequested)
        {
            if (address() is { } bound)
            {
                request.Address = bound;
                await RegisterAsync(request, stoppingToken);
            }
            await Task.Delay(registered ? options.Interval : options.RetryInterval, time, stoppingToken);
        }
    }

    private async Task RegisterAsync(Gateway.V1.RegisterServiceRequest request, CancellationToken stoppingToken)
    {
        try
        {
            await clients.Get<Gateway.V1.Directory.DirectoryClient>("gateway").RegisterServiceAsync(request, cancellationToken: stoppingToken);
            if (!registered)
                Registered(logger, module.Name, request.Address);
            (registered, lastFailure) = (true, "");
        }
        catch (RpcException e) when (!stoppingToken.IsCancellationRequested)
        {
            // Said once for each kind of failure, not every ten seconds.
            if (e.StatusCode.ToString() != lastFailure && (registered || e.StatusCode != StatusCode.Unavailable))
                RegistrationFails(logger, module.Name, e.StatusCode, e.Status.Detail);
            (registered, lastFailure) = (false, e.StatusCode.ToString());
        }
    }

    private static string VersionOf(ServiceModule module) =>
        module.GetType().Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    [LoggerMessage(1301, LogLevel.Information, "{Service} is in the directory with {Address}")]
    private static partial void Registered(ILogger logger, string service, string address);

    [LoggerMessage(1302, LogLevel.Warning, "{Service} could not announce itself to the directory: {Status} {Detail}")]
    private static partial void RegistrationFails(ILogger logger, string service, StatusCode status, string detail);
}
