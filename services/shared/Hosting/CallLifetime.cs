using Microsoft.Extensions.Hosting;

namespace FactoryTwin.Hosting;

/// <summary>Tells running streams that the service stops.</summary>
internal sealed class CallLifetime : IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    public CancellationToken Stopping => stopping.Token;

    public void BeginStop() => stopping.Cancel();

    public void Dispose() => stopping.Dispose();
}

/// <summary>The process, not each service in it, answers to signals.</summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
