using System.Collections.Concurrent;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using FactoryTwin.Testing;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Rpc.Tests.Client;

/// <summary>gRPC's retry rules (gRFC A6) against a server that fails as the test says.</summary>
public sealed class RetryTests
{
    private const string Service = "factorytwin.test.rpc.v1.Echo";

    private EchoHost _host = null!;
    private Failing _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = new Failing();
        _host = await EchoHost.StartAsync(services: services => services.AddSingleton<IRpcServerInterceptor>(_server));
    }

    [TearDown]
    public Task StopAsync() => _host.DisposeAsync().AsTask();

    [Test]
    public async Task CallIsRepeatedUntilItSucceedsAndSaysHowOftenItFailed()
    {
        _server.Fail(StatusCode.Unavailable, times: 3);
        using var channel = Channel(Named("Unary"));
        using var call = Client(channel).UnaryAsync(new EchoRequest { Text = "x" });
        Assert.That((await call).Text, Is.EqualTo("x"));
        Assert.That(_server.PreviousAttempts, Is.EqualTo(new[] { null, "1", "2", "3" }));
        Assert.That((await call.ResponseHeadersAsync).GetValue("grpc-previous-rpc-attempts"), Is.EqualTo("3"));
    }

    [TestCase(4, 5, 4)]
    [TestCase(9, 5, 5)]
    [TestCase(9, null, 9)]
    public async Task AttemptsAreLimitedByPolicyAndChannel(int ofPolicy, int? ofChannel, int made)
    {
        _server.Fail(StatusCode.Unavailable, times: 100);
        using var channel = Channel(Named("Unary", ofPolicy), options => options.MaxRetryAttempts = ofChannel);
        await FailAsync(channel, StatusCode.Unavailable);
        Assert.That(_server.PreviousAttempts, Has.Count.EqualTo(made));
    }

    [Test]
    public async Task OtherCodesAreFinal()
    {
        _server.Fail(StatusCode.Aborted, times: 1);
        using var channel = Channel(Named("Unary"));
        await FailAsync(channel, StatusCode.Aborted);
        Assert.That(_server.PreviousAttempts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task PolicyForAllHoldsForIdempotentMethodsOnly()
    {
        using var channel = Channel(new MethodConfig { Names = { MethodName.Default }, RetryPolicy = Policy(3) });
        _server.Fail(StatusCode.Unavailable, times: 1);
        await FailAsync(channel, StatusCode.Unavailable);
        _server.Fail(StatusCode.Unavailable, times: 1);
        Assert.That((await Client(channel).SafeUnaryAsync(new EchoRequest { Text = "safe" })).Text, Is.EqualTo("safe"));
        _server.Fail(StatusCode.Unavailable, times: 1);
        Assert.That((await Client(channel).RepeatableUnaryAsync(new EchoRequest { Text = "repeatable" })).Text, Is.EqualTo("repeatable"));
    }

    [Test]
    public async Task ExactNameCountsBeforeServiceAndThatBeforeAll()
    {
        using var channel = Channel(
            new MethodConfig { Names = { MethodName.Default }, RetryPolicy = Policy(5) },
            new MethodConfig { Names = { new MethodName { Service = Service } } },
            Named("Unary", 2));
        _server.Fail(StatusCode.Unavailable, times: 100);
        await FailAsync(channel, StatusCode.Unavailable);
        Assert.That(_server.PreviousAttempts, Has.Count.EqualTo(2));
        await Assert.ThrowsAsync<RpcException>(async () => await Client(channel).SafeUnaryAsync(new EchoRequest()));
        Assert.That(_server.PreviousAttempts, Has.Count.EqualTo(3), "the service's entry has no policy");
    }

    [TestCase("-1", 1)]
    [TestCase("soon", 1)]
    [TestCase("0", 2)]
    [TestCase("5", 2)]
    public async Task ServerMaySayWhenOrNotAtAll(string pushback, int attempts)
    {
        _server.Fail(StatusCode.Unavailable, times: 1, ("grpc-retry-pushback-ms", pushback));
        // The policy's own wait would outlast the test.
        using var channel = Channel(Named("Unary", 3, TimeSpan.FromHours(1)));
        var call = Client(channel).UnaryAsync(new EchoRequest());
        if (attempts == 1) await Assert.ThrowsAsync<RpcException>(async () => await call);
        else await call;
        Assert.That(_server.PreviousAttempts, Has.Count.EqualTo(attempts));
    }

    [Test]
    public async Task DeadlineEndsTheWait()
    {
        _server.Fail(StatusCode.Unavailable, times: 100);
        using var channel = Channel(Named("Unary", 3, TimeSpan.FromHours(1)));
        var e = await Assert.ThrowsAsync<RpcException>(async () => await Client(channel).UnaryAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddMilliseconds(300)));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
    }

    [Test]
    public async Task WaitIsByTheClock()
    {
        var time = new FakeTimeProvider();
        _server.Fail(StatusCode.Unavailable, times: 1);
        using var channel = Channel(Named("Unary", 3, TimeSpan.FromSeconds(10)), options => options.TimeProvider = time);
        await channel.ConnectAsync();
        await Eventually.IsTrueAsync(() => time.WaitingTimers == 0, because: "the limit of connecting has a timer too");
        var call = Client(channel).UnaryAsync(new EchoRequest { Text = "later" });
        await Eventually.IsTrueAsync(() => time.WaitingTimers == 1);
        time.Advance(TimeSpan.FromSeconds(7.9));
        Assert.That(call.ResponseAsync.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(4.2));
        Assert.That((await call).Text, Is.EqualTo("later"));
    }

    [Test]
    public async Task ThrottleStopsRetriesWhileHalfOfTheTokensAreGone()
    {
        _server.Fail(StatusCode.Unavailable, times: 100);
        using var channel = Channel(Named("Unary", 5), options => options.ServiceConfig!.RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 10, TokenRatio = 1 });
        await FailAsync(channel, StatusCode.Unavailable);
        Assert.That(_server.PreviousAttempts, Has.Count.EqualTo(5), "ten tokens: the fifth failure leaves five, which is not above half");
        await FailAsync(channel, StatusCode.Unavailable);
        Assert.That(_server.PreviousAttempts, Has.Count.EqualTo(6), "no retry at four");
        _server.Fail(StatusCode.Unavailable, times: 0);
        for (var i = 0; i < 10; i++) await Client(channel).UnaryAsync(new EchoRequest());
        _server.Fail(StatusCode.Unavailable, times: 1);
        Assert.That((await Client(channel).UnaryAsync(new EchoRequest { Text = "again" })).Text, Is.EqualTo("again"));
    }

    [Test]
    public async Task FailureAfterTheServerBeganToAnswerIsFinal()
    {
        using var channel = Channel(Named("ServerStream"));
        using var call = Client(channel).ServerStream(new EchoRequest { Count = 1, FailCode = (int)StatusCode.Unavailable });
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());
        Assert.That(_server.PreviousAttempts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task StreamOfRequestsIsSentAgainFromItsBegin()
    {
        _server.Fail(StatusCode.Unavailable, times: 2);
        using var channel = Channel(Named("ClientStream"));
        using var call = Client(channel).ClientStream();
        for (var i = 0; i < 20; i++) await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
        await call.RequestStream.CompleteAsync();
        Assert.That((await call).Text, Is.EqualTo(string.Join(',', Enumerable.Range(0, 20))));
        Assert.That(_server.PreviousAttempts, Is.EqualTo(new[] { null, "1", "2" }));
    }

    [Test]
    public async Task DuplexStreamGoesOnAfterItsRetry()
    {
        _server.Fail(StatusCode.Unavailable, times: 1);
        using var channel = Channel(Named("Duplex"));
        using var call = Client(channel).Duplex();
        for (var i = 0; i < 10; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
            Assert.That(await call.ResponseStream.MoveNext(), Is.True);
            Assert.That(call.ResponseStream.Current.Text, Is.EqualTo($"{i}"));
        }
        await call.RequestStream.CompleteAsync();
        Assert.That(await call.ResponseStream.MoveNext(), Is.False);
    }

    [TestCase(1000, 10_000_000, 1)]
    [TestCase(10_000_000, 1000, 1)]
    [TestCase(10_000, 10_000_000, 2)]
    public async Task RequestThatIsTooLargeToBeKeptIsNotRepeated(long perCall, long perChannel, int attempts)
    {
        _server.Fail(StatusCode.Unavailable, times: 1);
        using var channel = Channel(Named("Unary"), options =>
        {
            options.MaxRetryBufferPerCallSize = perCall;
            options.MaxRetryBufferSize = perChannel;
        });
        var call = Client(channel).UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[5000]) });
        if (attempts == 1) await Assert.ThrowsAsync<RpcException>(async () => await call);
        else await call;
        Assert.That(_server.PreviousAttempts, Has.Count.EqualTo(attempts));
    }

    [Test]
    public async Task MemoryOfEndedCallsIsFreeAgain()
    {
        using var channel = Channel(Named("Unary"), options => options.MaxRetryBufferSize = 6000);
        for (var i = 0; i < 10; i++)
        {
            _server.Fail(StatusCode.Unavailable, times: 1);
            await Client(channel).UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[5000]) });
        }
    }

    [Test]
    public void PolicyThatLacksAValueIsRefused()
    {
        var policy = Policy(3);
        policy.MaxBackoff = null;
        Assert.That(() => Channel(new MethodConfig { Names = { MethodName.Default }, RetryPolicy = policy }), Throws.InvalidOperationException.With.Message.Contains("MaxBackoff"));
        Assert.That(() => Channel(Named("Unary", 1)), Throws.InvalidOperationException.With.Message.Contains("MaxAttempts"));
        Assert.That(() => Channel(Named("Unary"), options => options.ServiceConfig!.MethodConfigs.Add(Named("Unary"))), Throws.InvalidOperationException);
    }

    private static Echo.EchoClient Client(GrpcChannel channel) => new(channel);

    private static async Task FailAsync(GrpcChannel channel, StatusCode code)
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await Client(channel).UnaryAsync(new EchoRequest()));
        Assert.That(e!.StatusCode, Is.EqualTo(code));
    }

    private static MethodConfig Named(string method, int attempts = 4, TimeSpan? backoff = null) => new()
    {
        Names = { new MethodName { Service = Service, Method = method } },
        RetryPolicy = Policy(attempts, backoff),
    };

    private static RetryPolicy Policy(int attempts, TimeSpan? backoff = null) => new()
    {
        MaxAttempts = attempts,
        InitialBackoff = backoff ?? TimeSpan.FromMilliseconds(1),
        MaxBackoff = backoff ?? TimeSpan.FromMilliseconds(2),
        BackoffMultiplier = 1.5,
        RetryableStatusCodes = { StatusCode.Unavailable },
    };

    private GrpcChannel Channel(MethodConfig config, Action<GrpcChannelOptions>? change = null) => Channel([config], change);

    private GrpcChannel Channel(params MethodConfig[] configs) => Channel(configs, null);

    private GrpcChannel Channel(MethodConfig[] configs, Action<GrpcChannelOptions>? change)
    {
        var options = new GrpcChannelOptions { ServiceConfig = new ServiceConfig() };
        foreach (var config in configs) options.ServiceConfig.MethodConfigs.Add(config);
        change?.Invoke(options);
        return GrpcChannel.ForAddress(_host.Address, options);
    }

    /// <summary>Fails the next calls before the handler sees them.</summary>
    private sealed class Failing : IRpcServerInterceptor
    {
        private readonly ConcurrentQueue<string?> _previous = [];
        private StatusCode _code;
        private Metadata _trailers = [];
        private int _left;

        public IReadOnlyList<string?> PreviousAttempts => [.. _previous];

        public void Fail(StatusCode code, int times, params (string Key, string Value)[] trailers)
        {
            _code = code;
            _trailers = [];
            foreach (var (key, value) in trailers) _trailers.Add(key, value);
            _left = times;
        }

        public Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next)
        {
            _previous.Enqueue(context.RequestHeaders.GetValue("grpc-previous-rpc-attempts"));
            return _left-- > 0 ? throw new RpcException(new Status(_code, "as the test says"), _trailers) : next();
        }
    }
}
