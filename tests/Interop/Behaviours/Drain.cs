using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using FactoryTwin.Interop.Tests.Wire;
using Grpc.Core;
using Grpc.Testing;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>A server that stops sends GOAWAY: running calls go on to their end, new ones go to the server in its place, and fail with UNAVAILABLE where there is none.</summary>
internal static class Drain
{
    public static async Task PeerCallsAsync(Peer peer)
    {
        await using var other = await InteropHost.StartAsync();
        var host = await InteropHost.StartAsync(options => options.DrainTime = TimeSpan.FromSeconds(60));
        var port = host.Port;
        await using var pair = await PeerCalling.StartAsync(peer, host, new WireTap(() => port));
        await pair.AskAsync("stream_open");
        await pair.AskAsync("stream_echo");
        var mark = pair.Tap.Mark();
        port = other.Port;
        var stopped = host.StopAsync(CancellationToken.None);
        Check((await pair.Tap.WaitAsync(mark, SawGoAway)).OfType<WireFrame>().Where(IsGoAway).All(frame => frame.ErrorCode == 0), "no GOAWAY without error");
        await pair.AskAsync("stream_echo");
        var elsewhere = await pair.AskAsync("unary 10 10");
        Check(elsewhere.Code == (int)StatusCode.OK, $"elsewhere: {elsewhere.Code} {elsewhere.Message}");
        await pair.AskAsync("stream_echo");
        var end = await pair.AskAsync("stream_end");
        Check(end.Code == (int)StatusCode.OK, $"the running call: {end.Code} {end.Message}");
        await stopped;
        await other.StopAsync(CancellationToken.None);
        var nowhere = await pair.AskAsync("unary 10 10");
        Check(nowhere.Code == (int)StatusCode.Unavailable, $"nowhere: {nowhere.Code} {nowhere.Message}");
    }

    public static async Task OursCallsAsync(Peer peer)
    {
        await using var other = await peer.StartServerAsync();
        var server = await peer.StartServerAsync();
        var port = server.Port;
        await using var pair = OursCalling.Over(server, new WireTap(() => port));
        using var running = pair.Stub.FullDuplexCall(deadline: Soon);
        await EchoAsync(running);
        var mark = pair.Tap.Mark();
        port = other.Port;
        await server.SendAsync("drain");
        Check(SawGoAway(await pair.Tap.WaitAsync(mark, SawGoAway)), "no GOAWAY");
        await EchoAsync(running);
        await pair.Stub.EmptyCallAsync(new Empty(), deadline: Soon);
        await EchoAsync(running);
        await running.RequestStream.CompleteAsync();
        Check(!await running.ResponseStream.MoveNext(), "a response came");
        Check(running.GetStatus().StatusCode == StatusCode.OK, $"the running call: {running.GetStatus()}");
        Check(await server.ReadAsync() == "DRAINED", "the server did not come to its end");
        await other.DisposeAsync();
        await FailureAsync(StatusCode.Unavailable, async () => await pair.Stub.EmptyCallAsync(new Empty(), deadline: Soon));
    }

    private static bool SawGoAway(WireEvent[] seen) => seen.OfType<WireFrame>().Any(IsGoAway);

    private static bool IsGoAway(WireFrame frame) => frame is { Sender: Sender.Server, Type: FrameType.GoAway };

    private static async Task EchoAsync(AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call)
    {
        await call.RequestStream.WriteAsync(Asking(10, 10));
        Check(await call.ResponseStream.MoveNext(), "no response");
    }
}
