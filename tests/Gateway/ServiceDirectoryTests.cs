using FactoryTwin.Contracts;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Testing;
using Google.Protobuf;
using Grpc.Core;

namespace FactoryTwin.Gateway.Tests;

internal sealed class ServiceDirectoryTests
{
    private const string Prices = "factorytwin.energy.v1.Prices";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private ServiceDirectory _directory = null!;
    private int _changes;

    [SetUp]
    public void Start()
    {
        _directory = new ServiceDirectory(Lease, _time, [("GET", "/v1/machines")]);
        _changes = 0;
        _directory.RoutesChanged += () => _changes++;
    }

    [Test]
    public void A_renewal_prolongs_the_lease_and_changes_no_route()
    {
        _directory.Register(Read("energy", Prices));
        _time.Advance(TimeSpan.FromSeconds(20));
        var expire = _directory.Register(Read("energy", Prices));
        _time.Advance(TimeSpan.FromSeconds(20));
        _directory.Sweep();

        Assert.That(expire, Is.EqualTo(_time.GetUtcNow() + TimeSpan.FromSeconds(10)));
        Assert.That(_directory.Find("energy")!.Lapsed, Is.False);
        Assert.That(_changes, Is.EqualTo(1));
    }

    [Test]
    public void A_service_that_moved_changes_the_routes()
    {
        _directory.Register(Read("energy", Prices));
        _directory.Register(Read("energy", Prices, "http://127.0.0.1:2"));

        Assert.That(_changes, Is.EqualTo(2));
        Assert.That(_directory.Find("energy")!.Registration.Address.Port, Is.EqualTo(2));
    }

    [Test]
    public void A_lease_lapses_at_its_end_and_is_told_as_unreachable()
    {
        _directory.Register(Read("energy", Prices));
        _directory.SetHealth("energy", ServiceHealth.Serving, "");
        _time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        _directory.Sweep();
        Assert.That(_directory.Find("energy")!.Health, Is.EqualTo(ServiceHealth.Serving));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        _directory.Sweep();
        var entry = _directory.Find("energy")!;
        Assert.That((entry.Lapsed, entry.Health), Is.EqualTo((true, ServiceHealth.Unreachable)));
        Assert.That(entry.HealthDetail, Does.Contain("lapsed"));
        _directory.SetHealth("energy", ServiceHealth.Serving, "");
        Assert.That(_directory.Find("energy")!.Health, Is.EqualTo(ServiceHealth.Unreachable), "a late answer does not revive it");
        Assert.That(_changes, Is.EqualTo(2));
    }

    [Test]
    public void A_service_that_comes_back_is_there_again()
    {
        _directory.Register(Read("energy", Prices));
        _time.Advance(Lease);
        _directory.Sweep();
        _directory.Register(Read("energy", Prices));

        Assert.That(_directory.Find("energy")!.Lapsed, Is.False);
        Assert.That(_changes, Is.EqualTo(3));
    }

    [Test]
    public void A_service_that_lapsed_long_ago_is_forgotten()
    {
        _directory.Register(Read("energy", Prices));
        _time.Advance(Lease);
        _directory.Sweep();
        _time.Advance(TimeSpan.FromHours(24));
        _directory.Sweep();

        Assert.That(_directory.List(), Is.Empty);
    }

    [Test]
    public void A_route_of_another_service_is_refused_and_its_owner_named()
    {
        _directory.Register(Read("energy", Prices));

        var taken = Assert.Throws<RouteTakenException>(() => _directory.Register(Read("energy-two", Prices)));
        Assert.That(taken!.Owner, Is.EqualTo("energy"));
        Assert.That(taken.Route, Does.Contain("/v1/priceSeries"));
        Assert.That(_directory.Find("energy-two"), Is.Null);
    }

    [Test]
    public void A_route_of_the_gateway_is_refused()
    {
        var taken = Assert.Throws<RouteTakenException>(() => _directory.Register(Read("scheduler", "factorytwin.scheduler.v1.Machines")));
        Assert.That((taken!.Route, taken.Owner), Is.EqualTo(("GET /v1/machines", "gateway")));
    }

    [Test]
    public void The_routes_of_a_lapsed_service_may_be_taken_over()
    {
        _directory.Register(Read("energy", Prices));
        _time.Advance(Lease);
        _directory.Sweep();
        _directory.Register(Read("energy-two", Prices));

        Assert.That(_directory.List().Select(entry => (entry.Id, entry.Lapsed)), Is.EqualTo(new[] { ("energy", true), ("energy-two", false) }));
        Assert.Throws<RouteTakenException>(() => _directory.Register(Read("energy", Prices)));
        var routes = Routing.RouteTable.Routes(_directory.List(), new GatewayOptions());
        Assert.That(routes.Select(route => route.ClusterId).Distinct(), Is.EqualTo(new[] { "energy-two" }));
    }

    [TestCase("bad id", "1", "http://127.0.0.1:1", "service")]
    [TestCase("energy", "", "http://127.0.0.1:1", "version")]
    [TestCase("energy", "1", "ftp://x", "address")]
    [TestCase("energy", "1", "http://127.0.0.1:1/path", "address")]
    public void A_faulty_announcement_is_refused_by_field(string service, string version, string address, string field)
    {
        var request = Request(service, Prices, address);
        request.Version = version;

        var fault = Assert.Throws<RpcException>(() => RegistrationReader.Read(request, last: null));
        Assert.That(fault!.Status.Detail, Does.StartWith(field + ":"));
    }

    [Test]
    public void A_contract_that_cannot_be_read_or_lacks_the_interface_is_refused()
    {
        var request = Request("energy", Prices, "http://127.0.0.1:1");
        request.Interfaces.Add("factorytwin.nothing.v1.Here");
        Assert.That(Assert.Throws<RpcException>(() => RegistrationReader.Read(request, null))!.Status.Detail, Does.StartWith("interfaces:"));

        request.FileDescriptorSet = ByteString.CopyFromUtf8("nonsense");
        Assert.That(Assert.Throws<RpcException>(() => RegistrationReader.Read(request, null))!.Status.Detail, Does.StartWith("file_descriptor_set:"));
    }

    private static Registration Read(string service, string contract, string address = "http://127.0.0.1:1") =>
        RegistrationReader.Read(Request(service, contract, address), last: null);

    private static RegisterServiceRequest Request(string service, string contract, string address) => new()
    {
        Service = service,
        Version = "1",
        Address = address,
        FileDescriptorSet = ContractSet.Of([contract]).ToByteString(),
        Interfaces = { contract },
    };
}
