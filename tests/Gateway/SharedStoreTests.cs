using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Storage;
using FactoryTwin.Testing;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Gateway.Tests;

/// <summary>Two replicas of the gateway on one store, and collisions as a caller by REST sees them.</summary>
internal sealed class SharedStoreTests
{
    private const string Prices = "factorytwin.energy.v1.Prices";

    [Test]
    public async Task Replicas_of_the_gateway_share_services_contracts_and_states()
    {
        await using var gateway = await StartAsync();
        var first = new Replica(gateway.Host.Services["gateway"].Services.GetRequiredService<IStore>());
        var second = new Replica(gateway.Host.Services["gateway"].Services.GetRequiredService<IStore>());
        var registration = RegistrationReader.Read(Requests.Of("energy", Prices), new ContractReader());
        var (instance, changed) = first.Directory.Register(registration);
        await first.Interfaces.NoteAsync(registration, "services/energy", CancellationToken.None);
        await first.Instances.SaveAsync(instance, changed, CancellationToken.None);
        await first.Interfaces.ChangeAsync(
            $"directory/services/energy/interfaces/{Prices}", "", each => Transitions.Withdraw(each, "", new Asked("me", new(), "Gone.")), CancellationToken.None);

        await second.RefreshAsync();
        Assert.That(second.Directory.Find("energy")!.Newest.Registration.Contract.Routes, Is.Not.Empty);
        Assert.That(second.States.Of(Prices), Is.EqualTo(InterfaceState.Withdrawn));

        await first.Instances.RemoveAsync("energy", "http://127.0.0.1:1", CancellationToken.None);
        await second.RefreshAsync();
        Assert.That(second.Directory.Find("energy")!.Lapsed, Is.True);
        await first.Instances.PruneAsync(CancellationToken.None);
        Assert.That(second.Directory.Find("things")!.Lapsed, Is.False, "its contract is in use");
        await new Replica(gateway.Host.Services["gateway"].Services.GetRequiredService<IStore>()).RefreshAsync();
    }

    [Test]
    public async Task A_renewal_is_written_when_half_of_the_stored_lease_is_over()
    {
        await using var gateway = await StartAsync();
        var store = gateway.Host.Services["gateway"].Services.GetRequiredService<IStore>();
        var first = new Replica(store);
        var registration = RegistrationReader.Read(Requests.Of("energy", Prices), new ContractReader());
        List<DateTimeOffset> seen = [];
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var (instance, changed) = first.Directory.Register(registration);
            await first.Instances.SaveAsync(instance, changed, CancellationToken.None);
            var second = new Replica(store, first.Time);
            await second.RefreshAsync();
            seen.Add(second.Directory.Find("energy")!.ExpireTime);
            first.Time.Advance(TimeSpan.FromSeconds(10));
        }

        var begin = seen[0];
        Assert.That(seen.Select(each => (each - begin).TotalSeconds), Is.EqualTo(new[] { 0, 0, 20, 20, 40 }));
    }

    [Test]
    public async Task A_collision_names_route_service_and_team_to_a_caller_by_rest()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var set = Peers.SetOf(Laboratory.Samples.V1.SamplesReflection.Descriptor);
        set.File[^1].Service[0].Method.Single(each => each.Name == "GetSample").Options.SetExtension(
            Google.Api.AnnotationsExtensions.Http, new Google.Api.HttpRule { Get = "/v1/{name=things/*}" });
        var body = new JsonObject
        {
            ["service"] = "laboratory",
            ["version"] = "1",
            ["address"] = "http://127.0.0.1:1",
            ["interfaces"] = new JsonArray("laboratory.samples.v1.Samples"),
            ["fileDescriptorSet"] = set.ToByteString().ToBase64(),
        };
        using var refused = await gateway.Rest("platform-engineer").PostAsync(
            "/v1/directory/services:register", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;

        Assert.That((refused.StatusCode, (string?)problem["code"]), Is.EqualTo((HttpStatusCode.Conflict, "ROUTE_TAKEN")));
        Assert.That((string?)problem["detail"], Is.EqualTo("GET /v1/{name=things/*} belongs to the service things of testers."));
        Assert.That(gateway.Directory.Find("laboratory"), Is.Null);
    }

    /// <summary>A gateway that does not look after its store meanwhile: by its own clock what these replicas store was forgotten long ago.</summary>
    private static Task<GatewayHost> StartAsync() => GatewayHost.StartAsync(("Gateway:HealthInterval", "1m"));

    private sealed class Replica
    {
        public Replica(IStore store, FakeTimeProvider? time = null)
        {
            Time = time ?? new FakeTimeProvider();
            States = new InterfaceStates(InterfaceState.Exposed);
            Directory = new ServiceDirectory(TimeSpan.FromSeconds(30), Time, new RouteOwners([], States), States);
            Instances = new DirectoryStore(store, new ContractReader(), Time, NullLogger<DirectoryStore>.Instance);
            Interfaces = new InterfaceStore(store, States, Time);
        }

        public FakeTimeProvider Time { get; }

        public InterfaceStates States { get; }

        public ServiceDirectory Directory { get; }

        public DirectoryStore Instances { get; }

        public InterfaceStore Interfaces { get; }

        public async Task RefreshAsync()
        {
            await Interfaces.RefreshAsync(CancellationToken.None);
            await Instances.RefreshAsync(Directory, CancellationToken.None);
        }
    }
}
