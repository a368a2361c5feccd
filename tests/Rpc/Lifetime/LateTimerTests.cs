using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Rpc.Tests.Lifetime;

/// <summary>On a busy machine a timer fires long after its time: the clock alone says then that the deadline is past.</summary>
public sealed class LateTimerTests
{
    [Test]
    public async Task CallThatIsDoneAfterItsDeadlineIsNoFaultOfOurs()
    {
        var clock = new TimerlessClock();
        await using var host = await EchoHost.StartAsync(services: services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton<IRpcServerInterceptor>(new Late(clock));
        });
        var (channel, client) = host.Connect();
        using var _ = channel;
        using var call = client.ClientStream(deadline: DateTime.UtcNow.AddSeconds(30));
        await call.RequestStream.CompleteAsync();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync);
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded), e.Status.Detail);
    }

    /// <summary>Time passes while the handler works.</summary>
    private sealed class Late(TimerlessClock clock) : IRpcServerInterceptor
    {
        public Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next)
        {
            _ = context.CancellationToken;
            clock.Ahead = TimeSpan.FromHours(1);
            return next();
        }
    }

    private sealed class TimerlessClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
