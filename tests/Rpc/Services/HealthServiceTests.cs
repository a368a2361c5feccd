using FactoryTwin.Rpc.Health;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace FactoryTwin.Rpc.Tests.Services;

public sealed class HealthServiceTests
{
    private EchoHost _host = null!;
    private GrpcChannel _channel = null!;
    private Grpc.Health.V1.Health.HealthClient _client = null!;

    private HealthService Health => _host.App.Services.GetRequiredService<HealthService>();

    [SetUp]
    public async Task StartAsync()
    {
        _host = await EchoHost.StartAsync(services: services => services.AddRpcHealth());
        _channel = GrpcChannel.ForAddress(_host.Address);
        _client = new Grpc.Health.V1.Health.HealthClient(_channel);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task NothingServesUntilTheHostSaysSo()
    {
        Assert.That((await _client.CheckAsync(new HealthCheckRequest())).Status, Is.EqualTo(ServingStatus.NotServing));
        Health.Set("", ServingStatus.Serving);
        Assert.That((await _client.CheckAsync(new HealthCheckRequest())).Status, Is.EqualTo(ServingStatus.Serving));
    }

    [Test]
    public async Task CheckOfAnUnknownServiceIsNotFound()
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _client.CheckAsync(new HealthCheckRequest { Service = "no.such" }));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public async Task ListGivesEveryService()
    {
        Health.Set("a.Service", ServingStatus.Serving);
        var list = await _client.ListAsync(new HealthListRequest());
        Assert.That(
            list.Statuses.Select(status => (status.Key, status.Value.Status)),
            Is.EquivalentTo(new[] { ("", ServingStatus.NotServing), ("a.Service", ServingStatus.Serving) }));
    }

    [Test]
    public async Task WatchTellsEveryChangeAndEndsWhenTheHostStops()
    {
        using var call = _client.Watch(new HealthCheckRequest { Service = "late.Service" });
        Assert.That(await NextAsync(call), Is.EqualTo(ServingStatus.ServiceUnknown));
        Health.Set("other.Service", ServingStatus.Serving);
        Health.Set("late.Service", ServingStatus.Serving);
        Assert.That(await NextAsync(call), Is.EqualTo(ServingStatus.Serving));

        var stopping = _host.App.StopAsync();
        Assert.That(await NextAsync(call), Is.EqualTo(ServingStatus.NotServing));
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public void NothingServesAgainAfterTheStop()
    {
        using var health = new HealthService();
        health.Stop();
        health.Set("", ServingStatus.Serving);
        Assert.That(health.Check(new HealthCheckRequest(), null!).Result.Status, Is.EqualTo(ServingStatus.NotServing));
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        return call.ResponseStream.Current.Status;
    }
}
