namespace FactoryTwin.Benchmarks.Load;

/// <summary>One kind of call, the same for every server.</summary>
/// <param name="Name">For people.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Body">What is posted; null for a GET.</param>
/// <param name="Headers">As h2load takes them: "name: value".</param>
/// <param name="Http1">HTTP/1.1 in place of HTTP/2 without TLS.</param>
/// <param name="Connections">Connections side by side.</param>
/// <param name="Streams">Calls at once on each connection.</param>
/// <param name="ReadingsPerCall">Readings that one call sends or takes, as the server counts them.</param>
internal sealed record Scenario(
    string Name, string Path, byte[]? Body, IReadOnlyList<string> Headers, bool Http1, int Connections, int Streams, int ReadingsPerCall)
{
    /// <summary>Messages of a stream for each call; 1 without stream. What is counted as "per second".</summary>
    public int Messages { get; init; } = 1;
}

/// <summary>One server in the contest.</summary>
/// <param name="Name">For people.</param>
/// <param name="Address">Where h2load calls it.</param>
/// <param name="Processes">Whose processor time is counted as the server's.</param>
/// <param name="StatsAsync">The counters of the service behind the address.</param>
/// <param name="CheckAsync">Calls the scenario once with a real client, throws where the answer is wrong, and returns the bytes of an answer's body.</param>
internal sealed record Contender(
    string Name, string Address, IReadOnlyList<ServerProcess> Processes, Func<Task<V1.Stats>> StatsAsync, Func<Scenario, Task<long>> CheckAsync);

/// <summary>One measured run.</summary>
/// <param name="Rate">Calls a second.</param>
/// <param name="ServerMicroseconds">Processor time of the server for each call, user and system.</param>
/// <param name="AllocatedBytes">Bytes that the server allocated for each call; 0 where it cannot say.</param>
internal readonly record struct Sample(double Rate, double ServerMicroseconds, double AllocatedBytes);
