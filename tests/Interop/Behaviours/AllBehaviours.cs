using System.Collections.Concurrent;
using FactoryTwin.Interop.Tests.Cases;
using FactoryTwin.Interop.Tests.Support;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>The behaviours, and what came of each, measured once for all tests.</summary>
internal static class AllBehaviours
{
    public static readonly Behaviour[] All =
    [
        new("unknown encoding", "A request compressed by deflate, which our server does not know, ends with UNIMPLEMENTED, and grpc-accept-encoding lists what it knows.",
            Encodings.PeerCallsAsync, null),
        new("deadline along a chain", "peer → ours → ours, and ours → ours → peer: grpc-timeout is smaller at each server; the peer's own call ends with DEADLINE_EXCEEDED.",
            Deadlines.PeerCallsAsync, Deadlines.OursCallsAsync),
        new("trailers-only", "A failure without message is a single HEADERS frame with END_STREAM.", TrailersOnly.PeerCallsAsync, TrailersOnly.OursCallsAsync),
        new("drain", "A stopping server sends GOAWAY; the running stream goes on to its end; a new call goes to the server in its place, or fails with UNAVAILABLE.",
            Drain.PeerCallsAsync, Drain.OursCallsAsync),
        new("keep-alive pings", "Three pings in a row of the client and three of the server are answered on a quiet stream; no GOAWAY for too_many_pings.",
            KeepAlive.PeerCallsAsync, KeepAlive.OursCallsAsync),
        new("largest message", "RESOURCE_EXHAUSTED by each of the four limits (either side, sending and receiving), the largest one below passes, the connection stays.",
            Sizes.PeerCallsAsync, Sizes.OursCallsAsync),
        new("TLS", "A call passes to a server whose certificate the client's root has signed, and fails with UNAVAILABLE where another root has.",
            Tls.PeerCallsAsync, Tls.OursCallsAsync),
        new("mutual TLS", "A server that asks for a client's certificate serves who has one, and our handlers see whose it is; without one the call fails with UNAVAILABLE.",
            Tls.PeerCallsMutuallyAsync, Tls.OursCallsMutuallyAsync),
        new("trace context", "The handler's span has the caller's traceparent as parent.", Tracing.PeerCallsAsync, Tracing.OursCallsAsync),
        new("status messages", "A hundred seeded texts of control characters, percent signs and Unicode arrive as they were sent.",
            StatusMessages.PeerCallsAsync, StatusMessages.OursCallsAsync),
        new("huge metadata", "A call with more than the server's limit ends with RESOURCE_EXHAUSTED, alone: a stream on the same connection goes on.",
            HugeMetadata.PeerCallsAsync, HugeMetadata.OursCallsAsync, Peer.Node,
            "The server of grpc-js names no limit, and for more than Node's own it answers with a GOAWAY that leaves the call open until its deadline."),
    ];

    /// <summary>Most of the time goes into waiting for pings and for peers to start.</summary>
    private static readonly SemaphoreSlim AtOnce = new(6);

    private static readonly ConcurrentDictionary<(Behaviour, Peer, Direction), Lazy<Task<string?>>> Runs = new();

    /// <summary>Null where it held, else what was seen instead.</summary>
    public static Task<string?> ErrorAsync(Behaviour behaviour, Peer peer, Direction direction) =>
        Runs.GetOrAdd((behaviour, peer, direction), key => new Lazy<Task<string?>>(() => RunAsync(key.Item1, key.Item2, key.Item3))).Value;

    private static async Task<string?> RunAsync(Behaviour behaviour, Peer peer, Direction direction)
    {
        await AtOnce.WaitAsync();
        try
        {
            await behaviour.With(peer, direction)!(peer);
            return null;
        }
        catch (Exception e)
        {
            return e is CaseFailedException ? e.Message : e.ToString();
        }
        finally
        {
            AtOnce.Release();
        }
    }
}
