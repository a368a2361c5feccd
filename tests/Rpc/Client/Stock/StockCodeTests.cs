using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using FactoryTwin.Testing;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Stock.Client;

namespace FactoryTwin.Rpc.Tests.Client.Stock;

/// <summary>Code written for the official packages compiles here unchanged; this is what it does.</summary>
public sealed class StockCodeTests
{
    private EchoHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await EchoHost.StartAsync();

    [OneTimeTearDown]
    public Task StopAsync() => _host.DisposeAsync().AsTask();

    [Test]
    public async Task CallsOfEveryKindWork()
    {
        foreach (var channel in new[] { StockChannels.Plain(_host.Address), StockChannels.Tuned(_host.Address, NullLoggerFactory.Instance), StockChannels.Retrying(_host.Address) })
        {
            using var _ = channel;
            Assert.That(await StockCalls.AllKindsAsync(channel), Is.EqualTo("onestockstocktwotwothreeNotFound"));
        }
    }

    [Test]
    public async Task BalancedChannelTakesItsAddressesFromTheContainer()
    {
        await using var services = new ServiceCollection().AddBalancing(new BalancerAddress("127.0.0.1", _host.Port)).BuildServiceProvider();
        using var channel = StockChannels.Balanced(services);
        Assert.That((await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Text = "x" })).Text, Is.EqualTo("x"));
    }

    [Test]
    public async Task ResolverOfOnesOwnIsAsked()
    {
        await using var services = new ServiceCollection().AddBalancing().BuildServiceProvider();
        using var channel = GrpcChannel.ForAddress("list://127.0.0.1/", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure, ServiceProvider = services });
        var e = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));
        Assert.That(e!.Status.Detail, Does.Contain("127.0.0.1:80"));
    }

    [Test]
    public async Task CredentialsAreAskedForEachCall()
    {
        var asked = 0;
        using var channel = StockChannels.WithToken(_host.Address, () => Task.FromResult($"{++asked}"));
        for (var i = 0; i < 3; i++) await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest());
        Assert.That(asked, Is.EqualTo(3));
    }

    [Test]
    public async Task CredentialsStayAtHomeWithoutTls()
    {
        var asked = 0;
        using var channel = GrpcChannel.ForAddress(_host.Address);
        var credentials = CallCredentials.FromInterceptor((_, _) => Task.FromResult(asked++));
        await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), new CallOptions(credentials: credentials));
        Assert.That(asked, Is.Zero);
    }

    [Test]
    public async Task InterceptorsStandAroundCallsFirstOneOutermost()
    {
        var order = new List<string>();
        using var channel = StockChannels.Plain(_host.Address);
        var invoker = channel.Intercept(new TimingInterceptor((_, code) => order.Add($"outer {code}")), new TimingInterceptor((_, code) => order.Add($"inner {code}")));
        await new Echo.EchoClient(invoker).UnaryAsync(new EchoRequest());
        Assert.That(order, Is.EqualTo(new[] { "inner OK", "outer OK" }));
    }

    [Test]
    public async Task StateIsWatched()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = StockChannels.Plain(host.Address);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var watching = StockCalls.WatchAsync(channel, limit.Token);
        await Eventually.IsTrueAsync(() => channel.State == ConnectivityState.Ready);
        await host.DisposeAsync();
        Assert.That(await watching, Is.Not.EqualTo(ConnectivityState.Ready));
    }
}
