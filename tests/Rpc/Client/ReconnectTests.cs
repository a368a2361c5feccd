using System.Net;
using System.Net.Sockets;
using FactoryTwin.Rpc.Client;
using FactoryTwin.Rpc.Tests.V1;
using FactoryTwin.Testing;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Rpc.Tests.Client;

/// <summary>When a channel connects again, by a clock that the test moves. An attempt that outlives its test counts for no other.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReconnectTests
{
    private FakeTimeProvider _time = null!;
    private int _attempts;
    private Func<CancellationToken, ValueTask<Stream>> _dial = null!;

    private int Attempts => Volatile.Read(ref _attempts);

    [SetUp]
    public void Begin()
    {
        _time = new FakeTimeProvider();
        _attempts = 0;
        _dial = _ => throw new SocketException((int)SocketError.ConnectionRefused);
    }

    [Test]
    public async Task FailedConnectionsAreRepeatedWithGrowingWaits()
    {
        using var channel = Channel();
        var connecting = channel.ConnectAsync();
        for (var i = 0; i < 6; i++)
        {
            await Eventually.IsTrueAsync(() => Attempts == i + 1 && channel.State == ConnectivityState.TransientFailure && _time.WaitingTimers > 0);
            var planned = Math.Pow(1.6, i);
            _time.Advance(TimeSpan.FromSeconds(planned * 0.79));
            Assert.That(Attempts, Is.EqualTo(i + 1), "not before its time");
            _time.Advance(TimeSpan.FromSeconds(planned * 0.42));
        }
        Assert.That(connecting.IsCompleted, Is.False);
    }

    [Test]
    public async Task AttemptThatHangsIsGivenUpAndTriedAgainAtOnce()
    {
        _dial = async cancellationToken =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        };
        using var channel = Channel();
        var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest());
        await Eventually.IsTrueAsync(() => Attempts == 1 && _time.WaitingTimers == 1);
        _time.Advance(Subchannel.MinConnectTime);
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        // The wait counts from the begin of the attempt, which took longer than that.
        await Eventually.IsTrueAsync(() => _time.WaitingTimers > 0);
        _time.Advance(TimeSpan.Zero);
        await Eventually.IsTrueAsync(() => Attempts == 2);
    }

    [Test]
    public async Task CallsFailAtOnceWhileTheChannelWaits()
    {
        using var channel = Channel();
        var client = new Echo.EchoClient(channel);
        for (var i = 0; i < 5; i++)
        {
            var e = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest()));
            Assert.That(e!.Status.StatusCode, Is.EqualTo(StatusCode.Unavailable));
            Assert.That(e.Status.Detail, Does.Contain("plant:8081"));
        }
        Assert.That(Attempts, Is.EqualTo(1));
    }

    [Test]
    public async Task WaitingCallOutlastsFailuresUntilItsDeadline()
    {
        using var channel = Channel();
        var options = new CallOptions(deadline: _time.GetUtcNow().UtcDateTime.AddSeconds(10)).WithWaitForReady();
        var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), options);
        await Eventually.IsTrueAsync(() => channel.State == ConnectivityState.TransientFailure);
        Assert.That(call.ResponseAsync.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(10));
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
    }

    [Test]
    public async Task ServerThatHangsUpAtOnceIsNotCalledInALoop()
    {
        _dial = _ => new ValueTask<Stream>(new MemoryStream());
        using var channel = Channel();
        _ = channel.ConnectAsync();
        await Eventually.IsTrueAsync(() => channel.State == ConnectivityState.TransientFailure);
        Assert.That(Attempts, Is.EqualTo(1));
    }

    private GrpcChannel Channel() => GrpcChannel.ForAddress("http://plant:8081", new GrpcChannelOptions
    {
        TimeProvider = _time,
        Dial = (DnsEndPoint _, CancellationToken cancellationToken) =>
        {
            Interlocked.Increment(ref _attempts);
            return _dial(cancellationToken);
        },
    });
}
