using System.Collections.Concurrent;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
    public async Task CallerThatReadsNothingDoesNotHoldTheServer()
    {
        await using var host = await EchoHost.StartAsync(options => options.DrainTime = TimeSpan.FromMilliseconds(50));
        var (channel, client) = host.Connect();
        using var _ = channel;
        // More than any window of HTTP/2 takes.
        using var call = client.ServerStream(new EchoRequest { Count = 10_000, ResponseSize = 100_000 });
        await call.ResponseHeadersAsync;
        // The host itself would cut the connection after 30 s.
        await host.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task CallersThatLeaveAreNoFaultOfTheHandler()
    {
        var log = new ErrorLog();
        await using var host = await EchoHost.StartAsync(services: services => services.AddSingleton<ILogger<RpcMethodTable>>(log));
        var (channel, client) = host.Connect();
        using var _ = channel;
        for (var i = 0; i < 50; i++)
        {
            using var call = client.Duplex();
            await SendAsync(call, $"left {i}");
        }
        for (var i = 0; i < 50; i++) await host.Service.CancelledAsync($"left {i}");
        Assert.That(log.Errors, Is.Empty);
    }

    [Test]
    public async Task StoppedServerIsUnavailableAndItsSuccessorIsReachedByTheSameChannel()
    {
        var first = await EchoHost.StartAsync();
        var (channel, client) = first.Connect(new GrpcChannelOptions { InitialReconnectBackoff = TimeSpan.FromMilliseconds(50) });
        using var _ = channel;
        Assert.That((await client.UnaryAsync(new EchoRequest { Text = "1" })).Text, Is.EqualTo("1"));
        await first.DisposeAsync();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest { Text = "2" }));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));

        await using var second = await EchoHost.StartAsync(port: first.Port);
        var waiting = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(20)).WithWaitForReady();
        Assert.That((await client.UnaryAsync(new EchoRequest { Text = "3" }, waiting)).Text, Is.EqualTo("3"));
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

    private sealed class ErrorLog : ILogger<RpcMethodTable>
    {
        public ConcurrentQueue<Exception?> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Errors.Enqueue(exception);
    }
}
