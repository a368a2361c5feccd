using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc.Health;
using Microsoft.Extensions.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace FactoryTwin.Gateway.Services;

/// <summary>Shows the health of every service and open interface by the gateway's own grpc.health.v1, under id and full name.</summary>
internal sealed class HealthSigns(ServiceDirectory directory, OpenInterfaces open, HealthService health) : IHostedService
{
    private readonly Lock _gate = new();
    private HashSet<string> _shown = new(StringComparer.Ordinal);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        directory.RoutesChanged += Show;
        directory.HealthChanged += Show;
        Show();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        directory.RoutesChanged -= Show;
        directory.HealthChanged -= Show;
        return Task.CompletedTask;
    }

    private void Show()
    {
        lock (_gate)
        {
            HashSet<string> shown = new(StringComparer.Ordinal);
            // What the gateway itself serves is shown by its host.
            foreach (var each in open.List().Where(each => each.Entry.Id != GatewayModule.Id))
                Set(each.Descriptor.FullName, each.Health);
            foreach (var entry in directory.List().Where(each => each.Id != GatewayModule.Id))
                Set(entry.Id, entry.Health);
            foreach (var gone in _shown.Except(shown))
                health.Remove(gone);
            _shown = shown;

            void Set(string name, ServiceHealth seen)
            {
                shown.Add(name);
                health.Set(name, seen == ServiceHealth.Serving ? ServingStatus.Serving : ServingStatus.NotServing);
            }
        }
    }
}
