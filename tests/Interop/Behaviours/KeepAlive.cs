using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using FactoryTwin.Interop.Tests.Wire;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>Pings on a quiet connection are answered, from either side, and nobody calls them too many.</summary>
internal static class KeepAlive
{
    private const int Pings = 3;
    private const string ManyPings = "too_many_pings";

    public static async Task PeerCallsAsync(Peer peer)
    {
        await using (var pair = await PeerCalling.StartAsync(peer, await InteropHost.StartAsync(), "--keepalive-ms=300"))
        {
            await pair.AskAsync("stream_open");
            await pair.AskAsync("stream_echo");
            await CheckPingsAsync(pair.Tap, Sender.Client);
            await pair.AskAsync("stream_echo");
        }
        var pinging = await InteropHost.StartAsync(kestrel: kestrel => kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(1));
        await using var quiet = await PeerCalling.StartAsync(peer, pinging);
        await quiet.AskAsync("stream_open");
        await quiet.AskAsync("stream_echo");
        await CheckPingsAsync(quiet.Tap, Sender.Server);
        await quiet.AskAsync("stream_echo");
    }

    public static async Task OursCallsAsync(Peer peer)
    {
        await using (var pair = await OursCalling.StartAsync(peer, Pinging(), "--min-ping-ms=500"))
        {
            using var call = pair.Stub.FullDuplexCall(deadline: Soon);
            await EchoAsync(call);
            await CheckPingsAsync(pair.Tap, Sender.Client);
            await EchoAsync(call);
        }
        await using var quiet = await OursCalling.StartAsync(peer, null, "--keepalive-ms=300");
        using var beside = quiet.Stub.FullDuplexCall(deadline: Soon);
        await EchoAsync(beside);
        await CheckPingsAsync(quiet.Tap, Sender.Server);
        await EchoAsync(beside);
    }

    /// <summary>What <see cref="OursCallsAsync"/> would see if it went wrong: a server that wants fewer pings than it gets.</summary>
    public static async Task RefusedAsync(Peer peer)
    {
        await using var pair = await OursCalling.StartAsync(peer, Pinging());
        using var quiet = pair.Stub.FullDuplexCall(deadline: Soon);
        await EchoAsync(quiet);
        var seen = await pair.Tap.WaitAsync(0, SawTooMany);
        Check(SawTooMany(seen), "the server took every ping");
        // By the server's status if it comes before the connection's end, else by the GOAWAY's code, or, where .NET's HTTP/2 client finds fault
        // with the connection's last bytes first, by that: seen on the wire is the refusal in any case, and the call has ended.
        var failure = await FailureAsync(() => quiet.ResponseStream.MoveNext());
        Check(failure.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Internal, $"{failure.Status}");
    }

    private static GrpcChannelOptions Pinging() => new()
    {
        HttpHandler = new SocketsHttpHandler { KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests },
        DisposeHttpClient = true,
    };

    private static async Task CheckPingsAsync(WireTap tap, Sender sender)
    {
        var seen = await tap.WaitAsync(0, events => Acknowledged(events, sender) >= Pings || SawTooMany(events));
        Check(!SawTooMany(seen), ManyPings);
        Check(Acknowledged(seen, sender) >= Pings, $"{Acknowledged(seen, sender)} pings of the {sender} were answered");
    }

    private static int Acknowledged(WireEvent[] seen, Sender sender) => seen.OfType<WireFrame>().Count(frame => frame.Type == FrameType.Ping && frame.IsAck && frame.Sender != sender);

    private static bool SawTooMany(WireEvent[] seen) => seen.OfType<WireFrame>().Any(frame => frame.Type == FrameType.GoAway && frame.Text == ManyPings);

    private static async Task EchoAsync(AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call)
    {
        await call.RequestStream.WriteAsync(Asking(10, 10));
        Check(await call.ResponseStream.MoveNext(), "no response");
    }
}
