using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Rpc.Server;

/// <summary>What all calls of a host share: options, clock, and the token that ends them when the drain time is over.</summary>
internal sealed class RpcServerRuntime : IDisposable
{
    private readonly CancellationTokenSource _drained = new();
    private readonly CancellationTokenRegistration _onStopping;
    private readonly Lock _gate = new();
    private ITimer? _timer;

    public RpcServerRuntime(IOptions<RpcServerOptions> options, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        Options = options.Value;
        Time = time;
        _onStopping = lifetime.ApplicationStopping.Register(StartDrain);
    }

    public RpcServerOptions Options { get; }

    public TimeProvider Time { get; }

    public CancellationToken Drained => _drained.Token;

    public void Dispose()
    {
        _onStopping.Dispose();
        lock (_gate) _timer?.Dispose();
        _drained.Dispose();
    }

    private void StartDrain()
    {
        lock (_gate) _timer ??= Time.CreateTimer(_ => End(), null, Options.DrainTime, Timeout.InfiniteTimeSpan);
    }

    private void End()
    {
        try
        {
            _drained.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The host was quicker: no call is left.
        }
    }
}
