using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace FactoryTwin.Hosting.Clients;

/// <summary>Channels between services: calls in turn to every address that serves, and repeated where the contract allows it.</summary>
internal static class PeerChannel
{
    public static GrpcChannel Open(string address, TimeProvider time) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        TimeProvider = time,
        // A peer that restarts is back within seconds: the public network's waits of minutes would keep callers from it.
        InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
        MaxReconnectBackoff = TimeSpan.FromSeconds(2),
        HttpHandler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            // Our servers accept pings this often; a dead peer's calls end then, not only at their deadline.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        },
        ServiceConfig = new ServiceConfig
        {
            LoadBalancingConfigs = { new RoundRobinConfig() },
            MethodConfigs =
            {
                new MethodConfig
                {
                    // By the name of all: so it holds only for what the contracts call idempotent.
                    Names = { MethodName.Default },
                    RetryPolicy = new RetryPolicy
                    {
                        MaxAttempts = 4,
                        InitialBackoff = TimeSpan.FromMilliseconds(50),
                        MaxBackoff = TimeSpan.FromSeconds(1),
                        BackoffMultiplier = 2,
                        RetryableStatusCodes = { StatusCode.Unavailable },
                    },
                },
            },
            RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 100, TokenRatio = 0.5 },
        },
    });
}
