using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using Grpc.Core;
using Grpc.Testing;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>Metadata that is too much for a server fails its call, and no other of the connection.</summary>
internal static class HugeMetadata
{
    private const int TooMuch = 40_000;
    private const int Huge = 100_000;

    public static async Task PeerCallsAsync(Peer peer)
    {
        await using var pair = await PeerCalling.StartAsync(peer, await InteropHost.StartAsync());
        await pair.AskAsync("stream_open");
        await pair.AskAsync("stream_echo");
        var refused = await pair.AskAsync($"unary 10 10 header-bytes {TooMuch}");
        Check(refused.Code == (int)StatusCode.ResourceExhausted, $"{TooMuch} bytes: {refused.Code} {refused.Message}");
        var farTooMuch = await pair.AskAsync($"unary 10 10 header-bytes {Huge}");
        Check(farTooMuch.Code != (int)StatusCode.OK, $"{Huge} bytes pass");
        await pair.AskAsync("stream_echo");
        var after = await pair.AskAsync("stream_end");
        Check(after.Code == (int)StatusCode.OK, $"the stream beside it ended with {after.Code} {after.Message}");
        var next = await pair.AskAsync("unary 10 10 header-bytes 4000");
        Check(next.Code == (int)StatusCode.OK, $"{next.Code} {next.Message}");
    }

    public static async Task OursCallsAsync(Peer peer)
    {
        await using var pair = await OursCalling.StartAsync(peer);
        using var beside = pair.Stub.FullDuplexCall(deadline: Soon);
        await EchoAsync(beside);
        var headers = new Grpc.Core.Metadata { { "x-huge", new string('x', Huge) } };
        await FailureAsync(StatusCode.ResourceExhausted, async () => await pair.Stub.EmptyCallAsync(new Empty(), headers, Soon));
        await EchoAsync(beside);
        await pair.Stub.EmptyCallAsync(new Empty(), new Grpc.Core.Metadata { { "x-fair", new string('x', 4000) } }, Soon);
    }

    private static async Task EchoAsync(AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call)
    {
        await call.RequestStream.WriteAsync(Asking(10, 10));
        Check(await call.ResponseStream.MoveNext(), "no response");
    }
}
