using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Server;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Gateway.Web;

/// <summary>
/// A bucket of requests for each user, or for each address of those without credentials. Asks the limiter itself: the
/// web framework's middleware for it looks into every endpoint and measures every lease.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    /// <summary>The bucket is filled this often a second, so that a steady caller is let through steadily.</summary>
    private const int FillsPerSecond = 10;

    private readonly GatewayOptions _options;
    private readonly Counter<long> _refused;
    private readonly PartitionedRateLimiter<HttpContext> _limiter;

    public RateLimits(GatewayOptions options, IMeterFactory meters)
    {
        _options = options;
        _refused = meters.Create("FactoryTwin.Gateway")
            .CreateCounter<long>("factorytwin.gateway.rate_limited", "{request}", "Requests refused because their caller made too many.");
        Func<object, RateLimiter> bucket = _ => Bucket();
        _limiter = PartitionedRateLimiter.Create<HttpContext, object>(http => RateLimitPartition.Get(KeyOf(http), bucket));
    }

    /// <summary>Passes a request on that its caller has room for.</summary>
    public Task PassAsync(HttpContext http, RequestDelegate next)
    {
        if (IsProbe(http))
            return next(http);
        // What a token bucket has given is gone: its lease holds nothing that would have to be given back.
        var lease = _limiter.AttemptAcquire(http);
        return lease.IsAcquired ? next(http) : RefuseAsync(http, lease);
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>Filled by the partitions' common timer, not by one of its own.</summary>
    private TokenBucketRateLimiter Bucket() => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = _options.RequestBurst,
        TokensPerPeriod = Math.Max(1, _options.RequestsPerSecond / FillsPerSecond),
        ReplenishmentPeriod = TimeSpan.FromSeconds(_options.RequestsPerSecond < FillsPerSecond ? 1.0 / _options.RequestsPerSecond : 1.0 / FillsPerSecond),
        QueueLimit = 0,
        AutoReplenishment = false,
    });

    private Task RefuseAsync(HttpContext http, RateLimitLease lease)
    {
        _refused.Add(1);
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromSeconds(1);
        return http.WriteErrorAsync(RpcErrors.Create(
            StatusCode.ResourceExhausted,
            "RATE_LIMITED",
            $"More than {_options.RequestsPerSecond} requests a second; slow down.",
            new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) }));
    }

    /// <summary>The subject's text or the address itself: neither is ever equal to the other.</summary>
    private static object KeyOf(HttpContext http) => Callers.SubjectOf(http) ?? (object?)http.Connection.RemoteIpAddress ?? "";

    private static bool IsProbe(HttpContext http) => http.Request.Path.StartsWithSegments("/healthz") || http.Request.Path == "/metrics";
}
