using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;

namespace FactoryTwin.Rpc.Client;

/// <summary>The addresses of a channel, their connections, and who takes the next call.</summary>
internal sealed class ConnectionManager : IDisposable
{
    private readonly GrpcChannelOptions _options;
    private readonly Func<Subchannel, CallInvoker> _invokerFor;
    private readonly Balancing _balancing;
    private readonly Dictionary<string, Subchannel> _known = new(StringComparer.Ordinal);
    private IReadOnlyList<Subchannel> _subchannels = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Resolver? _resolver;
    private volatile Picker _picker = Picker.Idle;

    public ConnectionManager(ChannelTarget target, GrpcChannelOptions options, Func<Subchannel, CallInvoker> invokerFor)
    {
        _options = options;
        _invokerFor = invokerFor;
        Transport = new Transport(target, options);
        var policies = options.ServiceConfig?.LoadBalancingConfigs.Select(config => config.PolicyName).ToArray() ?? [];
        _balancing = policies.FirstOrDefault(name => name is LoadBalancingConfig.PickFirstPolicyName or LoadBalancingConfig.RoundRobinPolicyName) switch
        {
            LoadBalancingConfig.RoundRobinPolicyName => new RoundRobin(),
            null when policies.Length > 0 => throw new InvalidOperationException($"No load balancing policy is known of: {string.Join(", ", policies)}."),
            _ => new PickFirst(),
        };
        if (_balancing is RoundRobin) HealthService = options.ServiceConfig?.HealthCheckConfig?.ServiceName;
    }

    public Lock Gate { get; } = new();

    public Transport Transport { get; }

    public TimeProvider Time => _options.TimeProvider;

    /// <summary>The service whose health decides; null where nobody asks.</summary>
    public string? HealthService { get; }

    public ConnectivityState State => _picker.State;

    public ConnectionBackoff CreateBackoff() => new(
        _options.InitialReconnectBackoff, _options.MaxReconnectBackoff ?? TimeSpan.FromDays(1), Random.Shared);

    public CallInvoker InvokerFor(Subchannel subchannel) => _invokerFor(subchannel);

    /// <summary>Begins to resolve and connect, if nobody did so before.</summary>
    public void Connect()
    {
        lock (Gate)
        {
            if (State == ConnectivityState.Shutdown) return;
            _balancing.ExitIdle();
            if (_resolver is null)
            {
                Set(Picker.Connecting);
                _resolver = Transport.Target.CreateResolver();
                _resolver.Start(OnResolved);
            }
            else
            {
                Evaluate();
            }
        }
    }

    /// <summary>Who takes a call: as soon as there is somebody, or nobody can be had and the caller does not wait.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: no address can be reached.</exception>
    public ValueTask<CallPeer> PickAsync(bool waitForReady, CancellationToken cancellationToken) =>
        _picker.TryPick(out var subchannel) ? new ValueTask<CallPeer>(subchannel) : WaitAsync(waitForReady, cancellationToken);

    public async Task WaitForStateChangedAsync(ConnectivityState last, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (State != last) return;
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What is known of the addresses may be old. Under the lock.</summary>
    public void Refresh()
    {
        var resolver = _resolver;
        // Not within the lock: a resolver may answer at once.
        if (resolver is not null) ThreadPool.QueueUserWorkItem(static one => one.Refresh(), resolver, preferLocal: false);
    }

    /// <summary>Something changed: decides anew. Under the lock.</summary>
    public void Evaluate()
    {
        if (_subchannels.Count == 0 || State == ConnectivityState.Shutdown) return;
        Set(_balancing.Evaluate(_subchannels, _picker));
    }

    public void Dispose()
    {
        lock (Gate)
        {
            if (State == ConnectivityState.Shutdown) return;
            foreach (var one in _subchannels) one.Shutdown();
            Set(Picker.Shutdown);
            _resolver?.Dispose();
        }
    }

    private async ValueTask<CallPeer> WaitAsync(bool waitForReady, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            var picker = _picker;
            if (picker.TryPick(out var subchannel)) return subchannel;
            ObjectDisposedException.ThrowIf(picker.State == ConnectivityState.Shutdown, typeof(GrpcChannel));
            if (picker.Failure is { } failure && !waitForReady) throw new RpcException(failure);
            if (picker.State == ConnectivityState.Idle) Connect();
            else await changed.WaitAsync(cancellationToken);
        }
    }

    private void OnResolved(ResolverResult result)
    {
        lock (Gate)
        {
            if (State == ConnectivityState.Shutdown) return;
            if (result.Addresses is not { Count: > 0 } addresses)
            {
                // An answer that fails or is empty does not take away what works.
                if (_subchannels.Count == 0) Set(Picker.Failing(result.Addresses is null ? result.Status : new Status(StatusCode.Unavailable, "The service has no address.")));
                return;
            }
            var wanted = addresses.DistinctBy(address => address.ToString(), StringComparer.Ordinal).ToArray();
            foreach (var gone in _known.Keys.Except(wanted.Select(address => address.ToString()), StringComparer.Ordinal).ToArray())
            {
                if (_known.Remove(gone, out var subchannel)) subchannel.Shutdown();
            }
            foreach (var address in wanted)
            {
                if (!_known.ContainsKey(address.ToString())) _known.Add(address.ToString(), new Subchannel(this, address));
            }
            _subchannels = [.. wanted.Select(address => _known[address.ToString()])];
            Evaluate();
        }
    }

    private void Set(Picker picker)
    {
        if (ReferenceEquals(picker, _picker)) return;
        _picker = picker;
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}
