using System.Diagnostics;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Rpc.Tests.Lifetime;

/// <summary>A service that calls another one within a call: what it hands on.</summary>
public sealed class PropagationTests
{
    private EchoHost _back = null!;
    private EchoHost _front = null!;
    private GrpcChannel _toBack = null!;
    private GrpcChannel _toFront = null!;
    private Echo.EchoClient _client = null!;
    private Recorder _recorder = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _recorder = new Recorder();
        _back = await EchoHost.StartAsync(services: services => services.AddSingleton<IRpcServerInterceptor>(_recorder));
        (_toBack, var back) = _back.Connect();
        _front = await EchoHost.StartAsync(services: services => services.AddSingleton<IRpcServerInterceptor>(new Forwarder(back)));
        (_toFront, _client) = _front.Connect();
    }

    [TearDown]
    public async Task StopAsync()
    {
        _toFront.Dispose();
        _toBack.Dispose();
        await _front.DisposeAsync();
        await _back.DisposeAsync();
    }

    [Test]
    public async Task DeadlineGoesOn()
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        await _client.UnaryAsync(new EchoRequest { Text = "deadline" }, deadline: deadline);
        // It travels as a duration, so the clocks' reading times stand between the two.
        Assert.That(_recorder.Deadline, Is.EqualTo(deadline).Within(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task TimeoutShrinksAlongTheChain()
    {
        await _client.UnaryAsync(new EchoRequest(), new Metadata { { "echo-delay", "50" } }, DateTime.UtcNow.AddSeconds(30));
        Assert.That(_recorder.Timeout, Is.LessThanOrEqualTo(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(50)).And.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task CallWithoutDeadlineGivesNone()
    {
        await _client.UnaryAsync(new EchoRequest { Text = "none" });
        Assert.That(_recorder.Deadline, Is.EqualTo(DateTime.MaxValue));
    }

    [Test]
    public async Task CancellationGoesOn()
    {
        using var cancel = new CancellationTokenSource();
        var call = _client.UnaryAsync(new EchoRequest(), new Metadata { { "echo-hang", "yes" } }, cancellationToken: cancel.Token);
        await _recorder.Reached.WaitAsync(TimeSpan.FromSeconds(20));
        await cancel.CancelAsync();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Cancelled));
        await _back.Service.CancelledAsync("cancelled");
    }

    [Test]
    public async Task TraceGoesOn()
    {
        var calls = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RpcTracing.SourceName or "Microsoft.AspNetCore",
            ActivityStopped = calls.Enqueue,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        await _client.UnaryAsync(new EchoRequest { Text = "traced" });
        Assert.Multiple(() =>
        {
            Assert.That(_recorder.Activity!.TraceId, Is.EqualTo(root.TraceId));
            Assert.That(_recorder.Activity.ParentSpanId, Is.Not.EqualTo(root.SpanId), "the calls between are spans of their own");
            var outgoing = calls.Where(call => call.Source.Name == RpcTracing.SourceName && call.TraceId == root.TraceId).ToList();
            Assert.That(outgoing, Has.Count.EqualTo(2));
            Assert.That(outgoing.Select(call => call.GetTagItem("rpc.method")), Is.All.EqualTo("factorytwin.test.rpc.v1.Echo/Unary"));
            Assert.That(outgoing.Select(call => call.GetTagItem("rpc.response.status_code")), Is.All.EqualTo("OK"));
        });
    }

    /// <summary>Sends unary calls on as its own, then answers them itself.</summary>
    private sealed class Forwarder(Echo.EchoClient back) : IRpcServerInterceptor
    {
        public async Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next)
        {
            if (context.RequestHeaders.GetValue("echo-delay") is { } delay) await Task.Delay(int.Parse(delay));
            var hang = context.RequestHeaders.GetValue("echo-hang") is not null;
            await back.UnaryAsync(new EchoRequest { Text = "cancelled", Hang = hang }, new CallOptions(propagationToken: context.CreatePropagationToken()));
            await next();
        }
    }

    private sealed class Recorder : IRpcServerInterceptor
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public DateTime? Deadline { get; private set; }

        /// <summary>The header grpc-timeout as it came.</summary>
        public TimeSpan? Timeout { get; private set; }

        public Activity? Activity { get; private set; }

        public Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next)
        {
            Deadline = context.Deadline;
            Timeout = FactoryTwin.Rpc.Wire.TimeoutCodec.TryParse(context.GetHttpContext().Request.Headers["grpc-timeout"].ToString(), out var timeout) ? timeout : null;
            Activity = Activity.Current;
            _reached.TrySetResult();
            return next();
        }
    }
}
