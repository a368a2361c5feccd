using FactoryTwin.Hosting.Adapters;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Hosting.Clients;
using FactoryTwin.Hosting.Telemetry;

namespace FactoryTwin.Hosting;

/// <summary>What the services of one process share: addresses, the event bus, the development issuer, the collector.</summary>
internal sealed class SharedResources(ServiceHostOptions options) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private DevelopmentIssuer? issuer;
    private OtlpTelemetry? telemetry;

    public ServiceHostOptions Host => options;

    public ServiceAddresses Addresses { get; } = new(options.Configuration);

    public EventBusHolder Events { get; } = new();

    /// <exception cref="StartRefusedException">The key file cannot be used.</exception>
    public DevelopmentIssuer Issuer(AuthOptions auth, string dataDirectory)
    {
        lock (gate)
            return issuer ??= DevelopmentIssuer.Open(auth, Path.Combine(dataDirectory, "development-issuer.key"), options.Time);
    }

    public void StartTelemetry(TelemetryOptions section, string serviceName)
    {
        lock (gate)
            telemetry ??= OtlpTelemetry.Start(section, serviceName);
    }

    public async ValueTask DisposeAsync()
    {
        await Events.DisposeAsync();
        telemetry?.Dispose();
    }
}
