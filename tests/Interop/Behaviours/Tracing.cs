using System.Diagnostics;
using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using Grpc.Testing;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>The W3C trace context goes from the caller's span into the handler's.</summary>
internal static class Tracing
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public static async Task PeerCallsAsync(Peer peer)
    {
        using var listening = Listen();
        await using var pair = await PeerCalling.StartAsync(peer, await InteropHost.StartAsync());
        var answer = await pair.AskAsync($"unary 10 10 traceparent {TraceParent}");
        var seen = answer.Trailers!.GetValueOrDefault("x-seen-traceparent");
        Check(seen == TraceParent, $"the handler's span has the parent '{seen}'");
    }

    public static async Task OursCallsAsync(Peer peer)
    {
        using var listening = Listen();
        await using var pair = await OursCalling.StartAsync(peer);
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var call = pair.Stub.EmptyCallAsync(new Empty(), deadline: Soon);
        await call;
        var seen = call.GetTrailers().GetValue("x-seen-traceparent");
        Check(seen is not null && seen.StartsWith($"00-{activity.TraceId}-", StringComparison.Ordinal), $"the peer saw '{seen}'");
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
