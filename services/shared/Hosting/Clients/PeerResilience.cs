using System.Diagnostics.Metrics;
using Grpc.Core;
using Polly;
using Polly.CircuitBreaker;

namespace FactoryTwin.Hosting.Clients;

/// <summary>
/// How calls to one peer meet its being away for long: after too many failures they fail at once for a short while instead of queueing
/// behind a dead peer. A single failure is the channel's matter, which repeats calls that their contract calls idempotent.
/// </summary>
internal sealed class PeerResilience
{
    private static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(1);

    public PeerResilience(string peer, TimeProvider time, Meter meter)
    {
        var breaks = meter.CreateCounter<long>("factorytwin.client.circuit_breaks", "{break}", "Times that a peer was given up for a while.");
        var tag = new KeyValuePair<string, object?>("peer", peer);
        var away = new PredicateBuilder().Handle<RpcException>(e => e.StatusCode == StatusCode.Unavailable);
        Breaker = new ResiliencePipelineBuilder { TimeProvider = time }
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
    }

    public ResiliencePipeline Breaker { get; }
}
