using FactoryTwin.Rpc.Health;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using FactoryTwin.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace FactoryTwin.Rpc.Tests.Client;

/// <summary>One channel, three servers of ours.</summary>
public sealed class BalancingTests
{
    private readonly List<EchoHost> _hosts = [];

    [SetUp]
    public async Task StartAsync()
    {
        for (var i = 0; i < 3; i++) _hosts.Add(await EchoHost.StartAsync(services: services => services.AddRpcHealth()));
        foreach (var host in _hosts) SetHealth(host, ServingStatus.Serving);
    }

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        _hosts.Clear();
    }

    [Test]
    public async Task RoundRobinGivesEachServerTheSameNumberOfCalls()
    {
        using var channel = Channel(new RoundRobinConfig());
        var client = new Echo.EchoClient(channel);
        await UntilAllServeAsync(client, _hosts);
        var before = Calls;
        for (var i = 0; i < 30; i++) await client.UnaryAsync(new EchoRequest());
        Assert.That(Calls.Zip(before, (now, then) => now - then), Is.All.EqualTo(10));
    }

    [Test]
    public async Task ServerThatEndsIsLeftOutWithoutAFailedCallAndTakenInWhenItReturns()
    {
        // What was on its way when the connection ended may have been served or not: such a call is only repeated by a policy.
        using var channel = Channel(new RoundRobinConfig(), retry: new RetryPolicy
        {
            MaxAttempts = 3,
            InitialBackoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(1),
            BackoffMultiplier = 1,
            RetryableStatusCodes = { StatusCode.Unavailable },
        });
        var client = new Echo.EchoClient(channel);
        await UntilAllServeAsync(client, _hosts);
        using var stop = new CancellationTokenSource();
        var calling = CallUntilAsync(client, stop.Token);
        var port = _hosts[1].Port;
        await _hosts[1].DisposeAsync();
        for (var i = 0; i < 20; i++) await client.UnaryAsync(new EchoRequest());

        _hosts[1] = await EchoHost.StartAsync(port: port);
        await UntilAllServeAsync(client, _hosts);
        await stop.CancelAsync();
        await calling;
    }

    [Test]
    public async Task PickFirstStaysWithTheFirstThatAnswersAndMovesOnWhenItEnds()
    {
        using var channel = Channel(new PickFirstConfig(), "127.0.0.1:1");
        var client = new Echo.EchoClient(channel);
        for (var i = 0; i < 10; i++) await client.UnaryAsync(new EchoRequest());
        Assert.That(Calls, Is.EqualTo(new[] { 10, 0, 0 }));
        await _hosts[0].DisposeAsync();
        for (var i = 0; i < 10; i++) await client.UnaryAsync(new EchoRequest());
        Assert.That(Calls, Is.EqualTo(new[] { 10, 10, 0 }));
    }

    [Test]
    public async Task ServerThatDoesNotServeIsLeftOutAndKeptConnected()
    {
        using var channel = Channel(new RoundRobinConfig(), health: "");
        var client = new Echo.EchoClient(channel);
        await UntilAllServeAsync(client, _hosts);

        SetHealth(_hosts[2], ServingStatus.NotServing);
        await Eventually.IsTrueAsync(async () =>
        {
            var before = Calls;
            for (var i = 0; i < 10; i++) await client.UnaryAsync(new EchoRequest());
            return Calls[2] == before[2] && Calls[0] == before[0] + 5;
        });

        SetHealth(_hosts[2], ServingStatus.Serving);
        await UntilAllServeAsync(client, _hosts);
    }

    [Test]
    public async Task NobodyServingIsUnavailableAndSaysWhy()
    {
        foreach (var host in _hosts) SetHealth(host, ServingStatus.NotServing);
        using var channel = Channel(new RoundRobinConfig(), health: "");
        var e = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        Assert.That(e.Status.Detail, Does.Contain("NotServing"));
        Assert.That(channel.State, Is.EqualTo(ConnectivityState.TransientFailure));
    }

    [Test]
    public async Task ServerWithoutHealthServiceCountsAsHealthy()
    {
        await using var plain = await EchoHost.StartAsync();
        using var channel = GrpcChannel.ForAddress($"static:///127.0.0.1:{plain.Port}", Options(new RoundRobinConfig(), ""));
        await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(20));
        Assert.That(plain.Service.UnaryCalls, Is.EqualTo(1));
    }

    [Test]
    public async Task StateIsShownFromIdleToShutdown()
    {
        var channel = GrpcChannel.ForAddress(_hosts[0].Address);
        Assert.That(channel.State, Is.EqualTo(ConnectivityState.Idle));
        var changed = channel.WaitForStateChangedAsync(ConnectivityState.Idle);
        await channel.ConnectAsync();
        await changed;
        Assert.That(channel.State, Is.EqualTo(ConnectivityState.Ready));
        await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest());
        await _hosts[0].DisposeAsync();
        await Eventually.IsTrueAsync(() => channel.State == ConnectivityState.Idle);
        channel.Dispose();
        Assert.That(channel.State, Is.EqualTo(ConnectivityState.Shutdown));
    }

    [Test]
    public void UnknownPolicyAndAddressAreRefused()
    {
        Assert.Throws<InvalidOperationException>(() => Channel(new LoadBalancingConfig("least_loaded")).Dispose());
        Assert.Throws<ArgumentException>(() => GrpcChannel.ForAddress("xds:///plant", Options(new PickFirstConfig(), null)));
        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("dns:///plant:1"));
        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("http://plant:1", new GrpcChannelOptions { Credentials = ChannelCredentials.SecureSsl }));
    }

    private static void SetHealth(EchoHost host, ServingStatus status) => host.App.Services.GetRequiredService<HealthService>().Set("", status);

    private static async Task UntilAllServeAsync(Echo.EchoClient client, IReadOnlyList<EchoHost> hosts)
    {
        var before = hosts.Select(host => host.Service.UnaryCalls).ToArray();
        await Eventually.IsTrueAsync(async () =>
        {
            await client.UnaryAsync(new EchoRequest());
            return hosts.Zip(before, (host, then) => host.Service.UnaryCalls > then).All(called => called);
        });
    }

    private static async Task CallUntilAsync(Echo.EchoClient client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested) await client.UnaryAsync(new EchoRequest());
    }

    private static GrpcChannelOptions Options(LoadBalancingConfig policy, string? health, RetryPolicy? retry = null) => new()
    {
        Credentials = ChannelCredentials.Insecure,
        InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
        ServiceConfig = new ServiceConfig
        {
            LoadBalancingConfigs = { policy },
            MethodConfigs = { new MethodConfig { Names = { new MethodName { Service = "factorytwin.test.rpc.v1.Echo", Method = "Unary" } }, RetryPolicy = retry } },
            HealthCheckConfig = health is null ? null : new HealthCheckConfig { ServiceName = health },
        },
    };

    private int[] Calls => [.. _hosts.Select(host => host.Service.UnaryCalls)];

    private GrpcChannel Channel(LoadBalancingConfig policy, string? first = null, string? health = null, RetryPolicy? retry = null)
    {
        var addresses = _hosts.Select(host => $"127.0.0.1:{host.Port}");
        return GrpcChannel.ForAddress("static:///" + string.Join(',', first is null ? addresses : addresses.Prepend(first)), Options(policy, health, retry));
    }
}
