using System.Net;
using System.Net.Sockets;
using FactoryTwin.Rpc.Client;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client.Balancer;

/// <summary>
/// Resolves <c>dns:///host:port</c> to every address that the name has: when a connection fails or ends (at most every 15 s), and in any
/// case after the refresh interval, so that servers that came later are found.
/// </summary>
public sealed class DnsResolverFactory(TimeSpan refreshInterval) : ResolverFactory
{
    /// <summary>What the channel uses where no factory for "dns" is registered.</summary>
    public static readonly TimeSpan DefaultRefreshInterval = TimeSpan.FromSeconds(30);

    public override string Name => "dns";

    internal Func<string, CancellationToken, Task<IPAddress[]>> Lookup { get; init; } = System.Net.Dns.GetHostAddressesAsync;

    public override Resolver Create(ResolverOptions options)
    {
        var (host, port) = ChannelTarget.HostAndPort(options.Address, options.DefaultPort);
        return new DnsResolver(host, port, refreshInterval, Lookup, options.LoggerFactory, options.ChannelOptions.TimeProvider);
    }
}

internal sealed class DnsResolver(
    string host, int port, TimeSpan refreshInterval, Func<string, CancellationToken, Task<IPAddress[]>> lookup, ILoggerFactory loggers, TimeProvider time)
    : PollingResolver(loggers, time)
{
    /// <summary>A name server is not asked more often, whatever fails.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(15);

    private ITimer? _timer;
    private DateTimeOffset? _asked;

    protected override void OnStarted()
    {
        if (refreshInterval != Timeout.InfiniteTimeSpan) _timer = Time.CreateTimer(_ => Refresh(), null, refreshInterval, refreshInterval);
    }

    protected override async Task ResolveAsync(CancellationToken cancellationToken)
    {
        _asked = Time.GetUtcNow();
        var found = await lookup(host, cancellationToken);
        if (found.Length == 0) throw new SocketException((int)SocketError.NoData);
        Listener(ResolverResult.ForResult([.. found.Select(ip => new BalancerAddress(ip.ToString(), port))]));
    }

    private protected override TimeSpan Pace() => _asked is { } last ? last + MinInterval - Time.GetUtcNow() : TimeSpan.Zero;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _timer?.Dispose();
        base.Dispose(disposing);
    }
}
