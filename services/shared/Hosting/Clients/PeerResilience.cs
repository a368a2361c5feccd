using System.Diagnostics.Metrics;
using Grpc.Core;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace FactoryTwin.Hosting.Clients;

/// <summary>
/// How calls to one peer meet its being away: reads are tried again with jitter, everything else is tried once, and after too many
/// failures calls fail at once for a short while instead of queueing behind a dead peer.
/// </summary>
internal sealed class PeerResilience
{
    private static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(1);

    public PeerResilience(string peer, TimeProvider time, Meter meter)
    {
        var retries = meter.CreateCounter<long>("factorytwin.client.retries", "{attempt}", "Attempts repeated because the peer was away.");
        var breaks = meter.CreateCounter<long>("factorytwin.client.circuit_breaks", "{break}", "Times that a peer was given up for a while.");
        var tag = new KeyValuePair<string, object?>("peer", peer);
        var away = new PredicateBuilder().Handle<RpcException>(e => e.StatusCode == StatusCode.Unavailable);
        // One breaker for both ways, so that writes see at once what reads have found out.
        var breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = away,
                FailureRatio = 0.8,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = BreakDuration,
                OnOpened = _ =>
                {
                    breaks.Add(1, tag);
                    return default;
                },
            })
            .Build();
        Once = breaker;
        Retrying = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = away,
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromSeconds(1),
                OnRetry = _ =>
                {
                    retries.Add(1, tag);
                    return default;
                },
            })
            .AddPipeline(breaker)
            .Build();
    }

    /// <summary>For calls that change something: the breaker alone.</summary>
    public ResiliencePipeline Once { get; }

    /// <summary>For calls that only read.</summary>
    public ResiliencePipeline Retrying { get; }
}
