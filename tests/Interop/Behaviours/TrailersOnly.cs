using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using FactoryTwin.Interop.Tests.Wire;
using Grpc.Core;
using Grpc.Testing;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>A failure without message is one HEADERS frame that ends the stream.</summary>
internal static class TrailersOnly
{
    public static async Task PeerCallsAsync(Peer peer)
    {
        await using var pair = await PeerCalling.StartAsync(peer, await InteropHost.StartAsync());
        foreach (var (command, code) in new[] { ("status 6e6f", StatusCode.Unknown), ("unary 100000 10 compress deflate", StatusCode.Unimplemented) })
        {
            var mark = pair.Tap.Mark();
            var answer = await pair.AskAsync(command);
            Check(answer.Code == (int)code, $"{answer.Code} {answer.Message}");
            CheckOneFrame(pair.Tap.Since(mark));
        }
    }

    public static async Task OursCallsAsync(Peer peer)
    {
        await using var pair = await OursCalling.StartAsync(peer);
        var mark = pair.Tap.Mark();
        await FailureAsync(StatusCode.Unimplemented, async () => await pair.Stub.UnimplementedCallAsync(new Empty(), deadline: Soon));
        CheckOneFrame(pair.Tap.Since(mark));
    }

    private static void CheckOneFrame(WireEvent[] seen)
    {
        var answer = seen.OfType<WireFrame>()
            .Where(frame => frame is { Sender: Sender.Server, Stream: > 0, Type: FrameType.Headers or FrameType.Data or FrameType.Continuation }).ToArray();
        Check(answer is [{ Type: FrameType.Headers, EndsStream: true }], $"the answer is {string.Join(", ", answer.Select(frame => $"{frame.Type} {frame.Flags:x}"))}");
    }
}
