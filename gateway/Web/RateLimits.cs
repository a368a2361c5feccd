using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Server;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Gateway.Web;

/// <summary>A bucket of requests for each user, or for each address of those without credentials.</summary>
internal sealed class RateLimits(GatewayOptions options, IMeterFactory meters) : IConfigureOptions<RateLimiterOptions>
{
    /// <summary>The bucket is filled this often a second, so that a steady caller is let through steadily.</summary>
    private const int FillsPerSecond = 10;

    private readonly Counter<long> _refused = meters.Create("FactoryTwin.Gateway")
        .CreateCounter<long>("factorytwin.gateway.rate_limited", "{request}", "Requests refused because their caller made too many.");

    public void Configure(RateLimiterOptions limiter)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => IsProbe(http)
            ? RateLimitPartition.GetNoLimiter("probe")
            : RateLimitPartition.GetTokenBucketLimiter(KeyOf(http), _ => Bucket()));
        limiter.OnRejected = RefuseAsync;
    }

    private TokenBucketRateLimiterOptions Bucket() => new()
    {
        TokenLimit = options.RequestBurst,
        TokensPerPeriod = Math.Max(1, options.RequestsPerSecond / FillsPerSecond),
        ReplenishmentPeriod = TimeSpan.FromSeconds(options.RequestsPerSecond < FillsPerSecond ? 1.0 / options.RequestsPerSecond : 1.0 / FillsPerSecond),
        QueueLimit = 0,
        AutoReplenishment = true,
    };

    private async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        _refused.Add(1);
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromSeconds(1);
        await rejected.HttpContext.WriteErrorAsync(RpcErrors.Create(
            StatusCode.ResourceExhausted,
            "RATE_LIMITED",
            $"More than {options.RequestsPerSecond} requests a second; slow down.",
            new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) }));
    }

    private static string KeyOf(HttpContext http) =>
        Callers.SubjectOf(http) is { } subject ? "user " + subject : "address " + http.Connection.RemoteIpAddress;

    private static bool IsProbe(HttpContext http) => http.Request.Path.StartsWithSegments("/healthz") || http.Request.Path == "/metrics";
}
