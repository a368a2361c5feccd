using System.Net;
using System.Net.Http.Headers;
using FactoryTwin.Hosting;
using FactoryTwin.Hosting.Auth;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Testing;

/// <summary>Services in this process as they run in local mode: real listeners, stores and event log in a directory of their own.</summary>
public sealed class ModuleHost : IAsyncDisposable
{
    private readonly ServiceModule[] modules;
    private readonly ModuleHostOptions options;
    private readonly TempDirectory? ownDirectory;
    private readonly List<IDisposable> clients = [];
    private ServiceGroup? group;

    private ModuleHost(ModuleHostOptions options, ServiceModule[] modules)
    {
        (this.options, this.modules) = (options, modules);
        ownDirectory = options.DataDirectory is null ? new TempDirectory() : null;
        DataDirectory = options.DataDirectory ?? ownDirectory!.Path;
    }

    /// <summary>Where the services keep their data.</summary>
    public string DataDirectory { get; }

    /// <summary>What the services wrote to their logs, restarts included.</summary>
    public LogCapture Logs { get; } = new();

    /// <summary>The running services.</summary>
    public ServiceGroup Services => group ?? throw new InvalidOperationException("The services are stopped.");

    /// <summary>Starts the modules with default options and waits until all are ready.</summary>
    public static Task<ModuleHost> StartAsync(params ServiceModule[] modules) => StartAsync(new ModuleHostOptions(), modules);

    /// <summary>Starts the modules.</summary>
    /// <exception cref="StartRefusedException">A module cannot start.</exception>
    public static async Task<ModuleHost> StartAsync(ModuleHostOptions options, params ServiceModule[] modules)
    {
        var host = new ModuleHost(options, modules);
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>An HTTP client (HTTP/2) of a service for a development user ("" for nobody). Without a name: the first module's.</summary>
    public HttpClient Rest(string user = "admin", string? service = null)
    {
        var client = new HttpClient
        {
            BaseAddress = new Uri(Address(service)),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (user.Length > 0)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(user));
        clients.Add(client);
        return client;
    }

    /// <summary>A gRPC client of a service for a development user ("" for nobody). Without a name: the first module's.</summary>
    public TClient Grpc<TClient>(string user = "admin", string? service = null) where TClient : ClientBase<TClient> =>
        (TClient)Activator.CreateInstance(typeof(TClient), Channel(user, service))!;

    /// <summary>A channel to a service whose calls carry a development user's token.</summary>
    public CallInvoker Channel(string user = "admin", string? service = null)
    {
        var token = user.Length > 0 ? Token(user) : null;
        var channel = GrpcChannel.ForAddress(Address(service), new GrpcChannelOptions
        {
            UnsafeUseInsecureChannelCallCredentials = true,
            Credentials = token is null ? null : ChannelCredentials.Create(ChannelCredentials.Insecure, CallCredentials.FromInterceptor((_, metadata) =>
            {
                metadata.Add("authorization", "Bearer " + token);
                return Task.CompletedTask;
            })),
        });
        clients.Add(channel);
        return channel.CreateCallInvoker();
    }

    /// <summary>A token of a development user, or of a service where the id is "services/{name}" (role "service").</summary>
    public string Token(string user)
    {
        var issuer = Services.Services[0].Services.GetRequiredService<DevelopmentIssuer>();
        const string prefix = "services/";
        var issued = user.StartsWith(prefix, StringComparison.Ordinal) ? issuer.IssueForService(user[prefix.Length..], []) : issuer.IssueForUser(user);
        return issued?.AccessToken ?? throw new ArgumentException($"There is no development user '{user}'.", nameof(user));
    }

    /// <summary>Drains and stops the services.</summary>
    public async Task StopAsync()
    {
        foreach (var client in clients)
            client.Dispose();
        clients.Clear();
        if (group is null)
            return;
        await group.StopAsync(CancellationToken.None);
        await group.DisposeAsync();
        group = null;
    }

    /// <summary>Stops the services without a drain: running calls are cut and the outbox stays as it is, as near to a kill as one process gets.</summary>
    public async Task CutAsync()
    {
        if (group is null)
            return;
        await group.StopAsync(new CancellationToken(canceled: true));
        await StopAsync();
    }

    /// <summary>Stops and starts the services on the same data. Clients made before are closed.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Logs.Dispose();
        ownDirectory?.Dispose();
    }

    /// <summary>Starts the services again after <see cref="StopAsync"/> or <see cref="CutAsync"/>.</summary>
    public async Task StartAsync()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Storage:Directory"] = DataDirectory,
            ["Auth:Mode"] = "development",
        };
        foreach (var (key, value) in (await TestAdapters.SettingsAsync(DataDirectory)).Concat(options.Settings))
            settings[key] = value;
        var built = ServiceHost.Build(modules, new ServiceHostOptions
        {
            Configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            Time = options.Time,
            Override = options.Override,
            Logging = (_, logging) => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new Unowned(Logs)),
        });
        await built.StartAsync(CancellationToken.None);
        group = built;
        if (options.WaitUntilReady)
            await Eventually.IsTrueAsync(() => built.Services.All(s => s.Readiness.Report.State == ServiceState.Ready), because: "all services are ready");
    }

    private string Address(string? service) => service is null ? Services.Services[0].Address : Services[service].Address;

    /// <summary>A container disposes its providers; the capture outlives restarts.</summary>
    private sealed class Unowned(ILoggerProvider inner) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => inner.CreateLogger(categoryName);

        public void Dispose()
        {
        }
    }
}
