using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using Grpc.Core;

namespace FactoryTwin.Rpc.Tests.Lifetime;

/// <summary>What running calls see when their server stops.</summary>
public sealed class DrainTests
{
    [Test]
    public async Task CallThatFinishesWithinTheDrainTimeEndsWell()
    {
        await using var host = await EchoHost.StartAsync(options => options.DrainTime = TimeSpan.FromSeconds(30));
        var (channel, client) = host.Connect();
        using var _ = channel;
        using var call = client.Duplex();
        await SendAsync(call, "before");

        var stopping = host.App.StopAsync();
        await SendAsync(call, "during");
        await call.RequestStream.CompleteAsync();

        Assert.That(await call.ResponseStream.MoveNext(), Is.False);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task CallThatOutlastsTheDrainTimeEndsUnavailableOnBothSides()
    {
        await using var host = await EchoHost.StartAsync(options => options.DrainTime = TimeSpan.FromMilliseconds(50));
        var (channel, client) = host.Connect();
        using var _ = channel;
        using var call = client.ServerStream(new EchoRequest { Text = "drained", Count = 1, Hang = true });
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);

        var stopping = host.App.StopAsync();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());

        Assert.That(e!.Status, Is.EqualTo(new Status(StatusCode.Unavailable, "The server is shutting down")));
        await host.Service.CancelledAsync("drained");
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task StoppedServerIsUnavailableAndItsSuccessorIsReachedByTheSameChannel()
    {
        var first = await EchoHost.StartAsync();
        var (channel, client) = first.Connect();
        using var _ = channel;
        Assert.That((await client.UnaryAsync(new EchoRequest { Text = "1" })).Text, Is.EqualTo("1"));
        await first.DisposeAsync();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest { Text = "2" }));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));

        await using var second = await EchoHost.StartAsync(port: first.Port);
        Assert.That((await client.UnaryAsync(new EchoRequest { Text = "3" })).Text, Is.EqualTo("3"));
    }

    [Test]
    public async Task ClosingTheChannelCancelsItsCalls()
    {
        await using var host = await EchoHost.StartAsync();
        var (channel, client) = host.Connect();
        using var call = client.ServerStream(new EchoRequest { Text = "closed", Count = 1, Hang = true });
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        await channel.ShutdownAsync();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Cancelled));
        await host.Service.CancelledAsync("closed");
    }

    private static async Task SendAsync(AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call, string text)
    {
        await call.RequestStream.WriteAsync(new EchoRequest { Text = text });
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        Assert.That(call.ResponseStream.Current.Text, Is.EqualTo(text));
    }
}
