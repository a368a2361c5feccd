using System.Net.Security;
using FactoryTwin.Rpc.Tls;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting.Clients;

/// <summary>Channels between services: calls in turn to every address that serves, and repeated where the contract allows it.</summary>
internal sealed class PeerChannels(TlsOptions tls, TimeProvider time, ILoggerFactory loggers)
{
    private readonly PemFiles<SslStreamCertificateContext>? _identity = tls.CertificateFile.Length == 0 ? null : new PemFiles<SslStreamCertificateContext>(
        [tls.CertificateFile, tls.KeyFile], static texts => Pem.Identity(texts[0], texts[1]), time, loggers.CreateLogger("FactoryTwin.Hosting.Tls"));

    /// <param name="address">What <see cref="PeerOptions.Address"/> says.</param>
    public GrpcChannel Open(string address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        TimeProvider = time,
        LoggerFactory = loggers,
        // A name or a list does not say it itself.
        Credentials = address.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? null : tls.PeersUseTls ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure,
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
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = tls.RootCaFile.Length > 0 ? Pem.Trust(File.ReadAllText(tls.RootCaFile)) : null,
                // Asked for each connection: a certificate that was renewed counts from the next one on.
                LocalCertificateSelectionCallback = _identity is null ? null : (_, _, _, _, _) => _identity.Current.TargetCertificate,
            },
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
