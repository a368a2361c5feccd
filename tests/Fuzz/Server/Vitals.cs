namespace FactoryTwin.Fuzz.Server;

/// <summary>Where the server under attack is reached; the first line that it prints.</summary>
/// <param name="Services">Clear-text HTTP/2 (gRPC and REST) of each service, by name.</param>
/// <param name="GatewayGrpc">The gateway's HTTP/2 door.</param>
/// <param name="GatewayWeb">The gateway's HTTP/1.1 door.</param>
/// <param name="UserToken">A token with every role of people.</param>
/// <param name="ServiceToken">A token with the role "service", of the service "fuzz".</param>
/// <param name="LifeToken">The same, of the service "fuzz-life".</param>
internal sealed record Addresses(Dictionary<string, Uri> Services, Uri GatewayGrpc, Uri GatewayWeb, string UserToken, string ServiceToken, string LifeToken);

/// <summary>The server's state, measured after a full collection.</summary>
/// <param name="Heap">Managed bytes that are reachable.</param>
/// <param name="Resident">Resident bytes of the process.</param>
/// <param name="Calls">RPCs being served.</param>
/// <param name="Requests">HTTP requests being served.</param>
/// <param name="Connections">Open connections to its listeners.</param>
/// <param name="Pooled">Bytes of the heap that the web server's pools hold ready for the next request.</param>
/// <param name="Faults">What it logged as error since the last measurement, at most 50.</param>
internal sealed record Vitals(long Heap, long Resident, long Calls, long Requests, long Connections, long Pooled, IReadOnlyList<string> Faults)
{
    /// <summary>The heap without those pools: what the program itself holds.</summary>
    public long Kept => Heap - Pooled;
}
