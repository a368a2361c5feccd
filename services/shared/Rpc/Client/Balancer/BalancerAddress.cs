using System.Net;
using Grpc.Core;

namespace Grpc.Net.Client.Balancer;

/// <summary>Where one server of a service is.</summary>
public sealed class BalancerAddress(DnsEndPoint endPoint)
{
    public BalancerAddress(string host, int port)
        : this(new DnsEndPoint(host, port))
    {
    }

    public DnsEndPoint EndPoint { get; } = endPoint ?? throw new ArgumentNullException(nameof(endPoint));

    public override string ToString() => EndPoint.Host.Contains(':', StringComparison.Ordinal)
        ? $"[{EndPoint.Host}]:{EndPoint.Port}"
        : $"{EndPoint.Host}:{EndPoint.Port}";
}

/// <summary>What a resolver found.</summary>
public sealed class ResolverResult
{
    private ResolverResult(Status status, IReadOnlyList<BalancerAddress>? addresses)
    {
        Status = status;
        Addresses = addresses;
    }

    public Status Status { get; }

    /// <summary>Null after a failure.</summary>
    public IReadOnlyList<BalancerAddress>? Addresses { get; }

    public static ResolverResult ForResult(IReadOnlyList<BalancerAddress> addresses) => new(Status.DefaultSuccess, addresses);

    /// <summary>The channel goes on with the addresses that it has.</summary>
    public static ResolverResult ForFailure(Status status) => new(status, null);
}
