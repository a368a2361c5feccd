using System.Collections.Concurrent;
using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using FactoryTwin.Interop.Tests.Wire;
using Grpc.Net.Client;

namespace FactoryTwin.Interop.Tests.Cases;

/// <summary>Which side is ours.</summary>
internal enum Direction
{
    OursServes,
    OursCalls,
}

/// <summary>How a case went.</summary>
/// <param name="Error">Null where it passed.</param>
/// <param name="Cannot">What the peer could not show or do.</param>
/// <param name="OnWire">What the tap saw where that is not what it must have seen.</param>
internal sealed record Outcome(string? Error, string? Cannot, string? OnWire);

/// <summary>Runs all cases with one peer in one direction, once for all tests; the tests and the table look at the outcomes.</summary>
internal static class InteropRun
{
    private static readonly ConcurrentDictionary<(Peer, Direction), Lazy<Task<IReadOnlyDictionary<string, Outcome>>>> Runs = new();

    public static Task<IReadOnlyDictionary<string, Outcome>> OutcomesAsync(Peer peer, Direction direction) => Runs.GetOrAdd(
        (peer, direction),
        key => new Lazy<Task<IReadOnlyDictionary<string, Outcome>>>(() => key.Item2 == Direction.OursServes ? PeerCallsAsync(key.Item1) : OursCallsAsync(key.Item1))).Value;

    private static async Task<IReadOnlyDictionary<string, Outcome>> PeerCallsAsync(Peer peer)
    {
        await using var host = await InteropHost.StartAsync();
        await using var tap = new WireTap(host.Port);
        await using var proxy = await CachingProxy.StartAsync(tap.Port);
        await using var client = peer.StartClient(tap.Port);
        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (var one in InteropCases.All)
        {
            var arguments = one.Name switch
            {
                "cacheable_unary" => $" 127.0.0.1:{proxy.Port}",
                "rpc_soak" => $" {InteropCases.SoakIterations}",
                _ => "",
            };
            var mark = tap.Mark();
            var answer = await client.AskAsync(one.Name + arguments);
            if (one.CallsAgain && answer.Ok) answer = await client.AskAsync("empty_unary");
            var error = answer.Ok ? FaultOf(one, proxy) : answer.Error ?? "failed";
            outcomes[one.Name] = new Outcome(error, answer.Cannot, await OtherThanAsync(InteropCases.OnWire(one, peer, Direction.OursServes), tap, mark));
        }
        return outcomes;
    }

    private static async Task<IReadOnlyDictionary<string, Outcome>> OursCallsAsync(Peer peer)
    {
        await using var server = await peer.StartServerAsync();
        await using var tap = new WireTap(server.Port);
        await using var proxy = await CachingProxy.StartAsync(tap.Port);
        using var channel = GrpcChannel.ForAddress(tap.Address);
        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (var one in InteropCases.All)
        {
            var client = new OurClient(channel, $"http://127.0.0.1:{proxy.Port}");
            var mark = tap.Mark();
            string? error = null;
            try
            {
                await one.Ours(client);
                if (one.CallsAgain) await OurUnaryCases.EmptyUnary(client);
                error = FaultOf(one, proxy);
            }
            catch (Exception e)
            {
                error = e.Message;
            }
            if (InteropCases.ServerCannotCompress(one, peer, Direction.OursCalls)) client.Cannot = "compress";
            outcomes[one.Name] = new Outcome(error, client.Cannot, await OtherThanAsync(InteropCases.OnWire(one, peer, Direction.OursCalls), tap, mark));
        }
        return outcomes;
    }

    private static string? FaultOf(InteropCase one, CachingProxy proxy) =>
        one.Name == "cacheable_unary" && proxy.Hits != 1 ? $"the caching proxy gave {proxy.Hits} answers by itself" : null;

    private static async Task<string?> OtherThanAsync(Func<WireEvent[], bool>? expected, WireTap tap, int mark)
    {
        if (expected is null) return null;
        var seen = await tap.WaitAsync(mark, expected);
        return expected(seen) ? null : WireEvent.Tell(seen);
    }
}
