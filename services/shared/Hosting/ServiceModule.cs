using FactoryTwin.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FactoryTwin.Hosting;

/// <summary>What one service is: its name, and in <see cref="Build"/> what it stores, serves, publishes and listens to.</summary>
public abstract class ServiceModule
{
    /// <summary>The service's id in the directory, in configuration and as consumer group, for example "twin-state".</summary>
    public abstract string Name { get; }

    /// <summary>One sentence for the directory.</summary>
    public abstract string Description { get; }

    /// <summary>The team that answers for it.</summary>
    public abstract string Owner { get; }

    /// <summary>Roles that the service's own calls need beside "service", for example "edge-agent" where it pushes readings.</summary>
    public virtual IReadOnlyList<string> Roles => [];

    /// <summary>
    /// Services that this one calls as soon as it runs. Where they are in the same process, and before it in the list, they listen
    /// before it starts; elsewhere it has to bear their being away, as it always must later.
    /// </summary>
    public virtual IReadOnlyList<string> StartsAfter => [];

    /// <summary>True where unknown paths are answered with a problem; false where <see cref="ConfigureApp"/> takes them.</summary>
    public virtual bool ServesUnknownPaths => true;

    /// <summary>True for the one that serves the dead letters of every service: the gateway.</summary>
    public virtual bool ServesLettersOfAll => false;

    /// <summary>Declares the service's parts.</summary>
    public abstract void Build(IServiceModuleBuilder builder);

    /// <summary>
    /// Sets listeners of the service's own in place of the standard one and returns true. The first must be clear-text HTTP/2 or TLS:
    /// its address is the service's. Options and services come from <see cref="KestrelServerOptions.ApplicationServices"/>.
    /// </summary>
    public virtual bool ConfigureListeners(KestrelServerOptions kestrel) => false;

    /// <summary>Adds parts of the service's own to its HTTP pipeline; the RPC endpoints, health and metrics are mapped already.</summary>
    public virtual void ConfigureApp(WebApplication app)
    {
    }
}

/// <summary>Takes a module's declarations.</summary>
public interface IServiceModuleBuilder
{
    /// <summary>The service's own container: domain services, stores' users, options.</summary>
    IServiceCollection Services { get; }

    IConfiguration Configuration { get; }

    /// <summary>
    /// Binds <typeparamref name="TOptions"/> to a configuration section and checks it at start. All faults of all sections are
    /// told at once, each with its key, the value's fault and what would be right; then the start is refused.
    /// </summary>
    IServiceModuleBuilder Options<TOptions>(string section, Func<TOptions, IEnumerable<OptionFault>> check) where TOptions : class, new();

    /// <summary>Serves a generated gRPC service (and its REST routes) by <typeparamref name="TService"/>, one instance for all calls.</summary>
    IServiceModuleBuilder Serves<TService>() where TService : class;

    /// <summary>Declares a topic that this service publishes to through its store's outbox.</summary>
    IServiceModuleBuilder Publishes(string topic);

    /// <summary>Subscribes with the module's name as group. The handler saves its offset in the transaction of its effects.</summary>
    IServiceModuleBuilder Listens<THandler>(string topic) where THandler : class, IEventHandler;

    /// <summary>Runs a worker while the service is up; its failure is a failure of the service.</summary>
    IServiceModuleBuilder Runs<TWorker>() where TWorker : BackgroundService;

    /// <summary>Adds a condition of readiness.</summary>
    IServiceModuleBuilder ReadyWhen<TCheck>() where TCheck : class, IReadinessCheck;
}

/// <summary>A fault of one option.</summary>
/// <param name="Option">Its name within the section.</param>
/// <param name="Description">What is wrong and what would be right.</param>
public sealed record OptionFault(string Option, string Description);

/// <summary>Handles the events of one topic. Idempotent: an event may come again.</summary>
public interface IEventHandler
{
    Task HandleAsync(EventBatch batch, CancellationToken cancellationToken);
}

/// <summary>One condition of readiness. It must be able to fail, and must have measured something before it passes.</summary>
public interface IReadinessCheck
{
    /// <summary>Short name, for example "telemetry-flows".</summary>
    string Name { get; }

    ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>The outcome of a readiness check, with words for a person.</summary>
public readonly record struct Readiness(bool Ready, string Detail);

/// <summary>Clients of other services, by their id in the directory.</summary>
public interface IServiceClients
{
    /// <summary>A generated client whose calls carry this service's credentials and a default deadline; unavailable peers fail fast and heal.</summary>
    TClient Get<TClient>(string service) where TClient : Grpc.Core.ClientBase<TClient>;
}
