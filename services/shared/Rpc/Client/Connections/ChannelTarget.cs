using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Rpc.Client;

/// <summary>What a channel's address says: TLS or not, the name that the server is called by, and how its addresses are found.</summary>
internal sealed record ChannelTarget(bool IsSecure, string? Authority, string BasePath, Func<Resolver> CreateResolver)
{
    public const string Expected = "give http://host:port, https://host:port, dns:///host:port or static:///host:port,host:port";

    /// <exception cref="ArgumentException">No factory knows the scheme, or the address lacks a host.</exception>
    /// <exception cref="InvalidOperationException">Address and credentials disagree about TLS.</exception>
    public static ChannelTarget Parse(Uri address, GrpcChannelOptions options)
    {
        var isHttp = address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;
        var isSecure = isHttp ? address.Scheme == Uri.UriSchemeHttps : options.Credentials?.IsSecure
            ?? throw new InvalidOperationException($"'{address}' does not say whether to use TLS: set Credentials, for example to ChannelCredentials.Insecure.");
        if (options.Credentials is { } credentials && credentials.IsSecure != isSecure)
            throw new InvalidOperationException($"'{address}' and the channel's credentials disagree about TLS.");
        if (isHttp)
        {
            var only = new BalancerAddress(address.Host.Trim('[', ']'), address.Port);
            return new ChannelTarget(isSecure, address.Authority, address.AbsolutePath.TrimEnd('/'), () => new StaticResolver([only]));
        }
        var factory = Factory(address, options);
        var resolving = new ResolverOptions(address, isSecure ? 443 : 80, options.LoggerFactory ?? NullLoggerFactory.Instance, options);
        var authority = Uri.UnescapeDataString(address.AbsolutePath.Trim('/'));
        // A list of addresses names no server: each is called by its own name.
        return new ChannelTarget(isSecure, authority.Length == 0 || authority.Contains(',', StringComparison.Ordinal) ? null : authority, "", () => factory.Create(resolving));
    }

    /// <summary>What stands before the paths of calls to an address.</summary>
    public string Prefix(BalancerAddress address) => (IsSecure ? "https://" : "http://") + address + BasePath;

    /// <summary>The server's name, where that is not the address.</summary>
    public string? Host(BalancerAddress address) =>
        string.Equals(Authority, address.ToString(), StringComparison.OrdinalIgnoreCase) ? null : Authority;

    /// <summary>"host", "host:port", "[v6]:port". The port is 0 where none is given.</summary>
    public static bool TrySplit(string text, out string host, out int port)
    {
        port = 0;
        var colon = text.LastIndexOf(':');
        var hasPort = colon > 0 && (text[0] == '[' ? text[colon - 1] == ']' : text.IndexOf(':') == colon);
        host = (hasPort ? text[..colon] : text).Trim('[', ']');
        return host.Length > 0 && (!hasPort || (int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536));
    }

    /// <summary>Of an address like dns:///host:port.</summary>
    /// <exception cref="ArgumentException">There is no host.</exception>
    public static (string Host, int Port) HostAndPort(Uri address, int defaultPort) =>
        TrySplit(Uri.UnescapeDataString(address.AbsolutePath.Trim('/')), out var host, out var port)
            ? (host, port > 0 ? port : defaultPort)
            : throw new ArgumentException($"'{address}' is no address: {Expected}.", nameof(address));

    private static ResolverFactory Factory(Uri address, GrpcChannelOptions options)
    {
        var registered = options.ServiceProvider?.GetServices<ResolverFactory>().LastOrDefault(factory => string.Equals(factory.Name, address.Scheme, StringComparison.OrdinalIgnoreCase));
        if (registered is not null) return registered;
        return address.Scheme switch
        {
            "dns" => new DnsResolverFactory(DnsResolverFactory.DefaultRefreshInterval),
            "static" => new StaticResolverFactory(StaticResolverFactory.Listed),
            _ => throw new ArgumentException($"'{address}' is no address: {Expected}.", nameof(address)),
        };
    }
}
