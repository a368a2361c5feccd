using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace FactoryTwin.Rpc.Health;

/// <summary>
/// Serves <c>grpc.health.v1</c>. The host says what serves: until it does, the whole ("") is NOT_SERVING. When the host begins to
/// stop, everything is NOT_SERVING and the watches end, so that callers go elsewhere before the drain.
/// </summary>
public sealed class HealthService : Grpc.Health.V1.Health.HealthBase, IDisposable
{
    /// <summary>Watches at the same time; more are refused, so that no caller can fill the memory with them.</summary>
    public const int MaxWatches = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal) { [""] = ServingStatus.NotServing };
    private readonly HashSet<Watcher> _watchers = [];
    private readonly CancellationTokenRegistration _onStopping;
    private bool _stopped;

    public HealthService(IHostApplicationLifetime? lifetime = null)
    {
        _onStopping = lifetime?.ApplicationStopping.Register(Stop) ?? default;
    }

    /// <param name="service">The full name of a gRPC service, or "" for the whole server.</param>
    /// <param name="status">Serving, NotServing or Unknown.</param>
    public void Set(string service, ServingStatus status)
    {
        lock (_gate)
        {
            if (_stopped) return;
            _statuses[service] = status;
            Announce(service, status);
        }
    }

    /// <summary>Forgets a service: NOT_FOUND for those who ask, SERVICE_UNKNOWN for those who watch.</summary>
    public void Remove(string service)
    {
        lock (_gate)
        {
            if (_stopped || !_statuses.Remove(service)) return;
            Announce(service, ServingStatus.ServiceUnknown);
        }
    }

    /// <summary>Everything is NOT_SERVING for good, and every watch ends.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_stopped) return;
            _stopped = true;
            foreach (var service in _statuses.Keys.ToArray())
            {
                _statuses[service] = ServingStatus.NotServing;
                Announce(service, ServingStatus.NotServing);
            }
            foreach (var watcher in _watchers) watcher.Changes.Writer.TryComplete();
        }
    }

    public void Dispose() => _onStopping.Dispose();

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        lock (_gate)
        {
            return _statuses.TryGetValue(request.Service, out var status)
                ? Task.FromResult(new HealthCheckResponse { Status = status })
                : throw RpcErrors.NotFound(request.Service);
        }
    }

    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        lock (_gate)
        {
            foreach (var (service, status) in _statuses) response.Statuses.Add(service, new HealthCheckResponse { Status = status });
        }
        return Task.FromResult(response);
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var watcher = Add(request.Service);
        try
        {
            ServingStatus? last = null;
            await foreach (var status in watcher.Changes.Reader.ReadAllAsync(context.CancellationToken))
            {
                if (status == last) continue;
                last = status;
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
            }
            throw RpcErrors.Unavailable("The server is shutting down.");
        }
        finally
        {
            lock (_gate) _watchers.Remove(watcher);
        }
    }

    private Watcher Add(string service)
    {
        lock (_gate)
        {
            if (_watchers.Count >= MaxWatches) throw RpcErrors.ResourceExhausted("TOO_MANY_WATCHES", $"{MaxWatches} watches are open already.");
            // Only the newest status counts: a slow watcher misses what was overtaken.
            var changes = Channel.CreateBounded<ServingStatus>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
            changes.Writer.TryWrite(_statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown));
            if (_stopped) changes.Writer.TryComplete();
            var watcher = new Watcher(service, changes);
            _watchers.Add(watcher);
            return watcher;
        }
    }

    private void Announce(string service, ServingStatus status)
    {
        foreach (var watcher in _watchers)
        {
            if (watcher.Service == service) watcher.Changes.Writer.TryWrite(status);
        }
    }

    private sealed class Watcher(string service, Channel<ServingStatus> changes)
    {
        public string Service { get; } = service;

        public Channel<ServingStatus> Changes { get; } = changes;
    }
}
