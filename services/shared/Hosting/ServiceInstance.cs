using System.Net.Sockets;
using FactoryTwin.Hosting.Adapters;
using FactoryTwin.Hosting.Clients;
using FactoryTwin.Hosting.Configuration;
using FactoryTwin.Hosting.Health;
using FactoryTwin.Hosting.Telemetry;
using FactoryTwin.Rpc.Health;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Transcoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace FactoryTwin.Hosting;

/// <summary>One service in this process: its container, listener and workers.</summary>
public sealed partial class ServiceInstance : IAsyncDisposable
{
    private readonly SharedResources shared;
    private readonly StandardOptions options;
    private readonly CallLifetime calls;
    private readonly IReadOnlyList<EffectiveOption> effective;
    private readonly TaskCompletionSource<string> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication app;
    private readonly StoreHolder store;
    private ReadinessMonitor? readiness;
    private bool started;
    private bool disposed;
    private int stopping;

    internal ServiceInstance(
        ServiceModule module, WebApplication app, SharedResources shared, StandardOptions options, CallLifetime calls, IReadOnlyList<EffectiveOption> effective)
    {
        (Module, this.app, this.shared, this.options, this.calls, this.effective) = (module, app, shared, options, calls, effective);
        store = app.Services.GetRequiredService<StoreHolder>();
        Logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("FactoryTwin.Hosting.ServiceInstance");
    }

    /// <summary>What it is.</summary>
    public ServiceModule Module { get; }

    /// <summary>Where it listens; empty before the start.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Its container.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Its last measured readiness.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public ReadinessMonitor Readiness => readiness ?? throw new InvalidOperationException($"{Module.Name} was not started.");

    /// <summary>Completes, with the reason, when it stops without having been told to.</summary>
    public Task<string> Failed => failed.Task;

    private ILogger Logger { get; }

    /// <summary>Opens store and event bus, listens and starts the workers. It may not be ready yet when this returns.</summary>
    /// <exception cref="StartRefusedException">It cannot start; says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        EffectiveOptions(Logger, Module.Name, string.Join(' ', effective));
        shared.StartTelemetry(options.Telemetry, Module.Name);
        await shared.Events.OpenAsync(
            options.Events, options.Storage.Directory, shared.Host.Time, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("FactoryTwin.Events"), cancellationToken);
        await shared.Events.EnsureTopicsAsync(Module.Name, app.Services.GetRequiredService<TopicUses>().All, cancellationToken);
        await store.OpenAsync(cancellationToken);
        try
        {
            readiness = app.Services.GetRequiredService<ReadinessMonitor>();
            app.Use(ManagementListener.Guard);
            app.MapRpc();
            MapRest();
            HealthEndpoints.Map(app, Module.Name, Readiness, app.Services.GetRequiredService<MetricRegistry>());
            ShowHealth();
            Module.ConfigureApp(app);
            app.Lifetime.ApplicationStopping.Register(OnStopping);
            app.Lifetime.ApplicationStarted.Register(OnListening);
            started = true;
            await app.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // A worker that failed while the others were still starting cancels the start.
            throw new StartRefusedException(Module.Name, "start", WhyStopped(), e);
        }
        catch (Exception e) when (e is not StartRefusedException and not OperationCanceledException)
        {
            throw Refused(e);
        }
    }

    /// <summary>Not ready from now on; goes on serving.</summary>
    public void BeginStop()
    {
        // Before the store is open there are no checks yet, and nothing that could be ready.
        if (Interlocked.Exchange(ref stopping, 1) == 0)
            readiness?.BeginStop();
    }

    /// <summary>Drains and stops: no new calls, running ones end, workers end, the outbox is published, the store is closed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (disposed)
            return;
        BeginStop();
        if (started)
        {
            if (options.Service.StopDelay > TimeSpan.Zero)
                await Task.Delay(options.Service.StopDelay, shared.Host.Time, cancellationToken);
            calls.BeginStop();
            await app.StopAsync(cancellationToken);
            shared.Addresses.Remove(Module.Name);
            started = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        await StopAsync(CancellationToken.None);
        disposed = true;
        await app.DisposeAsync();
        await store.DisposeAsync();
        calls.Dispose();
    }

    private void MapRest()
    {
        var methods = app.Services.GetRequiredService<RpcMethodTable>();
        if (Module.ServesUnknownPaths)
            app.MapTranscoding(methods);
        else
            app.MapTranscodingRoutes(methods);
    }

    /// <summary>grpc.health.v1 says of the whole and of each interface what was last measured.</summary>
    private void ShowHealth()
    {
        var health = app.Services.GetRequiredService<HealthService>();
        var interfaces = app.Services.GetRequiredService<RpcMethodTable>().Services.Select(s => s.FullName).Append("").ToArray();
        void Show(ReadinessReport report)
        {
            foreach (var name in interfaces)
                health.Set(name, report.State == ServiceState.Ready ? ServingStatus.Serving : ServingStatus.NotServing);
        }
        Readiness.Observe(Show);
        Show(Readiness.Report);
    }

    private void OnListening()
    {
        var bound = app.Urls.First();
        Address = options.Service.Advertise.Length > 0 ? options.Service.Advertise : bound;
        shared.Addresses.Set(Module.Name, Address);
        Listening(Logger, Module.Name, bound);
    }

    private void OnStopping()
    {
        if (Volatile.Read(ref stopping) != 0)
            return;
        failed.TrySetResult(WhyStopped());
    }

    private string WhyStopped()
    {
        var worker = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().FirstOrDefault(w => w.ExecuteTask is { IsFaulted: true });
        return worker?.ExecuteTask?.Exception?.InnerException is { } e ? $"{worker.GetType().Name} failed: {e.Message}" : "it was stopped from within";
    }

    private StartRefusedException Refused(Exception e) => e switch
    {
        IOException { InnerException: AddressInUseException } or AddressInUseException =>
            new StartRefusedException(Module.Name, "listener", $"{e.Message.TrimEnd('.')}. Stop the other program or choose another port.", e),
        SocketException or IOException => new StartRefusedException(Module.Name, "listener", e.Message, e),
        _ => new StartRefusedException(Module.Name, "start", $"{e.GetType().Name}: {e.Message}", e),
    };

    [LoggerMessage(1401, LogLevel.Information, "{Service} options in effect: {Options}")]
    private static partial void EffectiveOptions(ILogger logger, string service, string options);

    [LoggerMessage(1402, LogLevel.Information, "{Service} listens on {Address}")]
    private static partial void Listening(ILogger logger, string service, string address);
}
