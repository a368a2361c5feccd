using System.Globalization;
using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using FactoryTwin.Rpc.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using Microsoft.Extensions.DependencyInjection;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>A deadline goes along a chain of calls, and less is left at each of them.</summary>
internal static class Deadlines
{
    private const int Given = 8000;
    private const int SpentAtEachHop = 50;

    /// <summary>peer -> ours -> ours.</summary>
    public static async Task PeerCallsAsync(Peer peer)
    {
        await using var last = await InteropHost.StartAsync();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{last.Port}");
        await using var pair = await PeerCalling.StartAsync(peer, await RelayAsync(channel));
        CheckShrinks((await pair.AskAsync($"unary 10 10 timeout-ms {Given}")).Trailers!);
        var passed = await pair.AskAsync("unary 10 -1 timeout-ms 300");
        Check(passed.Code == (int)StatusCode.DeadlineExceeded, $"{passed.Code} {passed.Message}");
    }

    /// <summary>ours -> ours -> peer.</summary>
    public static async Task OursCallsAsync(Peer peer)
    {
        await using var pair = await OursCalling.StartAsync(peer);
        await using var relay = await RelayAsync(pair.Channel);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{relay.Port}");
        using var call = new TestService.TestServiceClient(channel).UnaryCallAsync(new SimpleRequest(), deadline: DateTime.UtcNow.AddMilliseconds(Given));
        await call;
        CheckShrinks(call.GetTrailers().ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal));
    }

    private static Task<InteropHost> RelayAsync(GrpcChannel next) => InteropHost.StartAsync(
        service: services => services.AddSingleton(new Relay(new TestService.TestServiceClient(next))).AddRpcService<Relay>());

    private static void CheckShrinks(Dictionary<string, string> seen)
    {
        var atRelay = int.Parse(seen["x-relay-timeout-ms"], CultureInfo.InvariantCulture);
        var atLast = int.Parse(seen["x-seen-timeout-ms"], CultureInfo.InvariantCulture);
        // C++ and Python round a timeout up to the next hundredth of it.
        Check(atRelay <= Given + (Given / 100), $"the relay saw {atRelay} ms of {Given}");
        Check(atLast <= atRelay - SpentAtEachHop + (Given / 100) && atLast < atRelay, $"the last server saw {atLast} ms, the relay {atRelay} ms");
    }

    /// <summary>Spends a part of the deadline and calls on with the rest. A negative size never answers.</summary>
    private sealed class Relay(TestService.TestServiceClient next) : TestService.TestServiceBase
    {
        public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
        {
            var left = context.Deadline - DateTime.UtcNow;
            context.ResponseTrailers.Add("x-relay-timeout-ms", left.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture));
            await Task.Delay(request.ResponseSize < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(SpentAtEachHop), context.CancellationToken);
            using var call = next.UnaryCallAsync(request, new CallOptions(propagationToken: context.CreatePropagationToken()));
            var response = await call;
            foreach (var entry in call.GetTrailers()) context.ResponseTrailers.Add(entry);
            return response;
        }
    }
}
