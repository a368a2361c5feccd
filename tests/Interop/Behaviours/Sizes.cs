using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>The largest message, in every place that limits it. The connection goes on.</summary>
internal static class Sizes
{
    private const int Limit = 1024 * 1024;
    private const int PeersLimit = 4 * 1024 * 1024;

    public static async Task PeerCallsAsync(Peer peer)
    {
        var host = await InteropHost.StartAsync(options => options.MaxReceiveMessageSize = Limit);
        await using var pair = await PeerCalling.StartAsync(peer, host);
        await ExpectAsync(pair, Limit - 100, 10, StatusCode.OK);
        await ExpectAsync(pair, Limit + 1, 10, StatusCode.ResourceExhausted);
        await ExpectAsync(pair, 10, PeersLimit - 100, StatusCode.OK);
        await ExpectAsync(pair, 10, PeersLimit + 1, StatusCode.ResourceExhausted);
        await ExpectAsync(pair, 10, 10, StatusCode.OK);

        await using var sending = await PeerCalling.StartAsync(peer, await InteropHost.StartAsync(options => options.MaxSendMessageSize = Limit));
        await ExpectAsync(sending, 10, Limit + 1, StatusCode.ResourceExhausted);
        await ExpectAsync(sending, 10, 10, StatusCode.OK);
    }

    public static async Task OursCallsAsync(Peer peer)
    {
        await using var pair = await OursCalling.StartAsync(peer, new GrpcChannelOptions { MaxReceiveMessageSize = Limit });
        await pair.Stub.UnaryCallAsync(Request(PeersLimit - 100, Limit - 100), deadline: Soon);
        await RefusedAsync(pair.Stub, Request(PeersLimit + 1, 10));
        await RefusedAsync(pair.Stub, Request(10, Limit + 1));
        await pair.Stub.UnaryCallAsync(Request(10, 10), deadline: Soon);

        using var sending = GrpcChannel.ForAddress(pair.Tap.Address, new GrpcChannelOptions { MaxSendMessageSize = Limit });
        var mark = pair.Tap.Mark();
        await RefusedAsync(new TestService.TestServiceClient(sending), Request(Limit + 1, 10));
        Check(!pair.Tap.Since(mark).OfType<Wire.WireMessage>().Any(), "the message that is too large was sent");
    }

    private static SimpleRequest Request(int size, int responseSize) => new() { Payload = Zeros(size), ResponseSize = responseSize };

    private static Task RefusedAsync(TestService.TestServiceClient stub, SimpleRequest request) =>
        FailureAsync(StatusCode.ResourceExhausted, async () => await stub.UnaryCallAsync(request, deadline: Soon));

    private static async Task ExpectAsync(PeerCalling pair, int requestSize, int responseSize, StatusCode code)
    {
        var answer = await pair.AskAsync($"unary {requestSize} {responseSize}");
        Check(answer.Code == (int)code, $"{requestSize} bytes, {responseSize} back: {answer.Code} {answer.Message} instead of {code}");
    }
}
