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
    ReadinessMonitor readiness, ILogger<DirectoryRegistration> logger) : BackgroundService
{
    /// <summary>Taking leave must not hold up the stop.</summary>
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(1);

    private bool registered;
    private string lastFailure = "";
    private string lastClosed = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interfaces = table.Services.Where(IsAnnounced).ToArray();
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
            ServesRest = true,
        };
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var observed = readiness.Observe(report =>
        {
            if (report.State == ServiceState.Stopping)
                leaving.Cancel();
        });
        try
        {
            while (!leaving.IsCancellationRequested)
            {
                if (address() is { } bound)
                {
                    request.Address = bound;
                    await RegisterAsync(request, leaving.Token);
                }
                await Task.Delay(registered ? options.Interval : options.RetryInterval, time, leaving.Token);
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            if (registered)
                await LeaveAsync(request);
        }
    }

    /// <summary>So that nothing is sent here any more while running calls end. Where the gateway is away, the lease ends by itself.</summary>
    private async Task LeaveAsync(Gateway.V1.RegisterServiceRequest last)
    {
        try
        {
            using var limit = new CancellationTokenSource(LeaveLimit, time);
            await clients.Get<Gateway.V1.Directory.DirectoryClient>("gateway").UnregisterServiceAsync(
                new Gateway.V1.UnregisterServiceRequest { Name = "directory/services/" + last.Service, Address = last.Address }, cancellationToken: limit.Token);
        }
        catch (Exception fault) when (fault is RpcException or OperationCanceledException)
        {
            LeaveNotTaken(logger, last.Service, fault.Message);
        }
    }

    private async Task RegisterAsync(Gateway.V1.RegisterServiceRequest request, CancellationToken stoppingToken)
    {
        try
        {
            var answer = await clients.Get<Gateway.V1.Directory.DirectoryClient>("gateway").RegisterServiceAsync(request, cancellationToken: stoppingToken);
            if (!registered)
                Registered(logger, module.Name, request.Address);
            var closed = string.Join(", ", answer.Interfaces.Where(IsClosed).Select(each => $"{each.Interface} is {each.State}"));
            if (closed != lastClosed && closed.Length > 0)
                Closed(logger, module.Name, closed);
            lastClosed = closed;
            (registered, lastFailure) = (true, "");
        }
        catch (RpcException e) when (!stoppingToken.IsCancellationRequested)
        {
            // Said once for each kind of failure, not every ten seconds.
            if (e.StatusCode.ToString() != lastFailure && (registered || e.StatusCode != StatusCode.Unavailable))
                RegistrationFails(logger, module.Name, e.StatusCode, e.Status.Detail);
            (registered, lastFailure) = (false, e.StatusCode.ToString());
        }
        catch (RpcException e) when (stoppingToken.IsCancellationRequested)
        {
            // Cut short by the stop: the gateway may have taken it all the same, and would send calls here until the lease ends.
            registered = true;
            throw new OperationCanceledException(e.Message, e, stoppingToken);
        }
    }

    /// <summary>Every service has gRPC's own, and many have dead letters: those the gateway serves for all of them.</summary>
    private bool IsAnnounced(Google.Protobuf.Reflection.ServiceDescriptor each) =>
        !each.File.Package.StartsWith("grpc.", StringComparison.Ordinal) && (each.FullName != Events.V1.DeadLetters.Descriptor.FullName || module.ServesLettersOfAll);

    private static bool IsClosed(Gateway.V1.RegisteredInterface each) =>
        each.State is Gateway.V1.InterfaceState.Hidden or Gateway.V1.InterfaceState.Withdrawn;

    private static string VersionOf(ServiceModule module) =>
        module.GetType().Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    [LoggerMessage(1301, LogLevel.Information, "{Service} is in the directory with {Address}")]
    private static partial void Registered(ILogger logger, string service, string address);

    [LoggerMessage(1302, LogLevel.Warning, "{Service} could not announce itself to the directory: {Status} {Detail}")]
    private static partial void RegistrationFails(ILogger logger, string service, StatusCode status, string detail);

    [LoggerMessage(1303, LogLevel.Debug, "{Service} could not take its leave of the directory: {Reason}")]
    private static partial void LeaveNotTaken(ILogger logger, string service, string reason);

    [LoggerMessage(1304, LogLevel.Warning, "The gateway sends {Service} no calls for some of its interfaces: {Closed}")]
    private static partial void Closed(ILogger logger, string service, string closed);
}
