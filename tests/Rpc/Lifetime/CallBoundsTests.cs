using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Rpc.Tests.Lifetime;

/// <summary>Deadlines and ends that a host sets for calls that bring none.</summary>
public sealed class CallBoundsTests
{
    [Test]
    public async Task CallWithoutDeadlineGetsTheHosts()
    {
        await using var host = await StartAsync(new CallBounds { DefaultDeadline = TimeSpan.FromMilliseconds(100) });
        Assert.That(await HangAsync(host, "default", null), Is.EqualTo(StatusCode.DeadlineExceeded));
        await host.Service.CancelledAsync("default");
    }

    [Test]
    public async Task LongDeadlineIsCut()
    {
        await using var host = await StartAsync(new CallBounds { DefaultDeadline = TimeSpan.FromHours(1), MaxDeadline = TimeSpan.FromMilliseconds(100) });
        Assert.That(await HangAsync(host, "cut", DateTime.UtcNow.AddHours(2)), Is.EqualTo(StatusCode.DeadlineExceeded));
    }

    [Test]
    public async Task CutDeadlineIsWhatGoesOn()
    {
        DateTime? handedOn = null;
        await using var host = await StartAsync(
            new CallBounds { DefaultDeadline = TimeSpan.FromMinutes(1) },
            context => handedOn = ((CallPropagation)context.CreatePropagationToken()).Deadline);
        var (channel, client) = host.Connect();
        using (channel) await client.UnaryAsync(new EchoRequest());
        Assert.That(handedOn, Is.LessThanOrEqualTo(DateTime.UtcNow.AddMinutes(1)));
    }

    [Test]
    public async Task StreamsEndWhenTheHostSaysSo()
    {
        using var stopping = new CancellationTokenSource();
        await using var host = await StartAsync(new CallBounds { EndStreams = stopping.Token });
        var (channel, client) = host.Connect();
        using var _ = channel;
        using var call = client.ServerStream(new EchoRequest { Text = "ended", Count = 1, Hang = true });
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        await stopping.CancelAsync();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        await host.Service.CancelledAsync("ended");
    }

    private static Task<EchoHost> StartAsync(CallBounds bounds, Action<ServerCallContext>? look = null) => EchoHost.StartAsync(services: services =>
    {
        services.AddSingleton(bounds);
        if (look is not null) services.AddSingleton<IRpcServerInterceptor>(new Looker(look));
    });

    private static async Task<StatusCode> HangAsync(EchoHost host, string text, DateTime? deadline)
    {
        var (channel, client) = host.Connect();
        using var _ = channel;
        var e = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest { Text = text, Hang = true }, deadline: deadline));
        return e!.StatusCode;
    }

    private sealed class Looker(Action<ServerCallContext> look) : IRpcServerInterceptor
    {
        public Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next)
        {
            look(context);
            return next();
        }
    }
}
