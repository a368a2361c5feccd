using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Rpc.Tests.Client;

/// <summary>Calls that no handler has seen are made again, without a policy and whatever the contract says of repeating them.</summary>
internal sealed class TransparentRetryTests
{
    [TestCase(BareServer.Answer.Refuse, 1)]
    [TestCase(BareServer.Answer.SendAway, 2)]
    public async Task CallThatTheServerDidNotTakeIsMadeAgain(BareServer.Answer answer, int connections)
    {
        await using var server = new BareServer(call => call == 0 ? answer : BareServer.Answer.Ok);
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Echo.EchoClient(channel).ServerStream(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(20));
        Assert.That(await call.ResponseStream.MoveNext(), Is.False, "an end without messages");
        Assert.That((server.Calls, server.Connections), Is.EqualTo((2, connections)));
    }

    [TestCase(BareServer.Answer.Refuse)]
    [TestCase(BareServer.Answer.SendAway)]
    public async Task StreamOfRequestsIsSentAgainWhole(BareServer.Answer answer)
    {
        await using var server = new BareServer(call => call == 0 ? answer : BareServer.Answer.Ok);
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Echo.EchoClient(channel).Duplex(deadline: DateTime.UtcNow.AddSeconds(20));
        for (var i = 0; i < 5; i++) await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
        await call.RequestStream.CompleteAsync();
        Assert.That(await call.ResponseStream.MoveNext(), Is.False, "an end without messages");
        Assert.That(server.Calls, Is.EqualTo(2));
    }

    [Test]
    public async Task ServerThatRefusesForEverIsGivenUp()
    {
        await using var server = new BareServer(_ => BareServer.Answer.Refuse);
        using var channel = GrpcChannel.ForAddress(server.Address);
        var e = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(20)));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        Assert.That(server.Calls, Is.InRange(2, 10));
    }

    [Test]
    public async Task CallThatMayHaveBeenTakenIsNotMadeAgain()
    {
        await using var server = new BareServer(_ => BareServer.Answer.HangUp);
        using var channel = GrpcChannel.ForAddress(server.Address);
        var e = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(20)));
        Assert.That((e!.StatusCode, server.Calls), Is.EqualTo((StatusCode.Unavailable, 1)));
    }
}
