using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace FactoryTwin.Rpc.Client;

/// <summary>What all calls of a channel share of retries: the policies, the throttle, the memory.</summary>
internal sealed class ChannelRetries
{
    private static readonly Meter Meter = new("FactoryTwin.Rpc.Client");
    private static readonly Counter<long> Counter =
        Meter.CreateCounter<long>("factorytwin.rpc.client.retries", "{attempt}", "Calls that were tried again, by method and the status of the failed attempt.");

    private readonly Dictionary<string, (RetryPlan? Plan, bool IsOwn)> _plans = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RetryPlan?> _byMethod = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly long _most;
    private readonly long _mostPerCall;
    private long _held;

    public ChannelRetries(GrpcChannelOptions options)
    {
        _most = options.MaxRetryBufferSize ?? long.MaxValue;
        _mostPerCall = options.MaxRetryBufferPerCallSize ?? long.MaxValue;
        if (options.ServiceConfig?.RetryThrottling is { } throttling) Throttle = new RetryThrottle(throttling);
        foreach (var config in options.ServiceConfig?.MethodConfigs ?? [])
        {
            var plan = config.RetryPolicy is { } policy ? RetryPlan.Of(policy, options.MaxRetryAttempts) : null;
            foreach (var name in config.Names)
            {
                if (string.IsNullOrEmpty(name.Service) && !string.IsNullOrEmpty(name.Method)) throw new InvalidOperationException($"Method '{name.Method}' has no service.");
                if (!_plans.TryAdd(KeyOf(name), (plan, !string.IsNullOrEmpty(name.Method)))) throw new InvalidOperationException($"'{KeyOf(name)}' is configured twice.");
            }
        }
    }

    public RetryThrottle? Throttle { get; }

    /// <summary>How a method is retried, or null.</summary>
    public RetryPlan? PlanOf<TRequest, TResponse>(Method<TRequest, TResponse> method)
    {
        if (_plans.Count == 0) return null;
        if (_byMethod.TryGetValue(method.FullName, out var known)) return known;
        var found = _plans.TryGetValue(method.FullName, out var plan) || _plans.TryGetValue("/" + method.ServiceName, out plan) || _plans.TryGetValue("", out plan);
        return _byMethod.GetOrAdd(method.FullName, found && (plan.IsOwn || Idempotency.IsIdempotent(method)) ? plan.Plan : null);
    }

    /// <summary>False where there is no room to keep so much more of a request.</summary>
    public bool TryHold(ref long ofCall, int bytes)
    {
        lock (_gate)
        {
            if (ofCall + bytes > _mostPerCall || _held + bytes > _most) return false;
            _held += bytes;
            ofCall += bytes;
            return true;
        }
    }

    public void Release(ref long ofCall)
    {
        lock (_gate)
        {
            _held -= ofCall;
            ofCall = 0;
        }
    }

    public static void Count(IMethod method, Status failed) => Counter.Add(
        1, new KeyValuePair<string, object?>("rpc.method", method.FullName[1..]), new KeyValuePair<string, object?>("rpc.response.status_code", StatusNames.Of(failed.StatusCode)));

    private static string KeyOf(MethodName name) => string.IsNullOrEmpty(name.Service) ? "" : string.IsNullOrEmpty(name.Method) ? "/" + name.Service : $"/{name.Service}/{name.Method}";
}
