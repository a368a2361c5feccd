using FactoryTwin.Gateway.V1;
using FactoryTwin.Hosting;

namespace FactoryTwin.Gateway.Services;

/// <summary>One service without which the suite is not ready: it must be in the directory and serve.</summary>
internal sealed class ExpectedService(string id, ServiceDirectory directory) : IReadinessCheck
{
    public string Name => id;

    public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken) => ValueTask.FromResult(directory.Find(id) switch
    {
        null => new Readiness(Ready: false, "it has not registered"),
        { Health: ServiceHealth.Serving } => new Readiness(Ready: true, "serving"),
        var entry => new Readiness(Ready: false, entry.HealthDetail),
    });
}
