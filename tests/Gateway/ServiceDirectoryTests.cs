using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.Routing;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Testing;

namespace FactoryTwin.Gateway.Tests;

internal sealed class ServiceDirectoryTests
{
    private const string Prices = "factorytwin.energy.v1.Prices";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private ServiceDirectory _directory = null!;
    private InterfaceStates _states = null!;
    private int _changes;

    [SetUp]
    public void Start()
    {
        _states = new InterfaceStates(InterfaceState.Exposed);
        _directory = new ServiceDirectory(Lease, _time, new RouteOwners([("GET", "/v1/machines")], _states), _states);
        _changes = 0;
        _directory.RoutesChanged += () => _changes++;
    }

    [Test]
    public void A_renewal_prolongs_the_lease_and_changes_no_route()
    {
        _directory.Register(Read("energy", Prices));
        _time.Advance(TimeSpan.FromSeconds(20));
        var expire = _directory.Register(Read("energy", Prices)).Instance.ExpireTime;
        _time.Advance(TimeSpan.FromSeconds(20));
        _directory.Sweep();

        Assert.That(expire, Is.EqualTo(_time.GetUtcNow() + TimeSpan.FromSeconds(10)));
        Assert.That(_directory.Find("energy")!.Lapsed, Is.False);
        Assert.That(_changes, Is.EqualTo(1));
    }

    [Test]
    public void Each_address_is_an_instance_and_the_newest_speaks_for_the_service()
    {
        _directory.Register(Read("energy", Prices));
        _time.Advance(TimeSpan.FromSeconds(1));
        _directory.Register(Read("energy", Prices, "http://127.0.0.1:2"));

        var entry = _directory.Find("energy")!;
        Assert.That(_changes, Is.EqualTo(2));
        Assert.That(entry.Instances.Select(each => each.Address), Is.EqualTo(new[] { "http://127.0.0.1:1", "http://127.0.0.1:2" }));
        Assert.That(entry.Newest.Address, Is.EqualTo("http://127.0.0.1:2"));
    }

    [Test]
    public void An_instance_whose_lease_lapsed_goes_and_the_last_one_stays()
    {
        _directory.Register(Read("energy", Prices));
        _time.Advance(TimeSpan.FromSeconds(20));
        _directory.Register(Read("energy", Prices, "http://127.0.0.1:2"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(_directory.Sweep().Select(each => each.Address), Is.EqualTo(new[] { "http://127.0.0.1:1" }));
        Assert.That(_directory.Find("energy")!.Lapsed, Is.False);

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.That(_directory.Sweep(), Is.Empty);
        Assert.That(_directory.Find("energy")!.Lapsed, Is.True);
    }

    [Test]
    public void An_instance_that_takes_its_leave_is_gone_at_once()
    {
        _directory.Register(Read("energy", Prices));
        _directory.Register(Read("energy", Prices, "http://127.0.0.1:2"));

        Assert.That(_directory.Leave("energy", "http://127.0.0.1:1", "it took its leave"), Is.Null);
        Assert.That(_directory.Find("energy")!.Instances.Single().Address, Is.EqualTo("http://127.0.0.1:2"));
        Assert.That(_directory.Leave("energy", "http://127.0.0.1:2", "it took its leave")!.Lapsed, Is.True);
        Assert.That(_directory.Find("energy")!.HealthDetail, Is.EqualTo("it took its leave"));
        Assert.That(_directory.Leave("energy", "http://127.0.0.1:9", "it took its leave"), Is.Null);
    }

    [Test]
    public void An_address_that_another_service_has_now_is_no_longer_the_first_ones()
    {
        _directory.Register(Read("energy", Prices));
        _directory.Register(Read("twin", "factorytwin.twin.v1.Points"));

        Assert.That((_directory.Find("energy")!.Lapsed, _directory.Find("twin")!.Lapsed), Is.EqualTo((true, false)));
        Assert.That(_directory.Find("energy")!.HealthDetail, Does.Contain("twin"));
    }

    [Test]
    public void The_health_of_a_service_is_that_of_its_best_instance()
    {
        _directory.Register(Read("energy", Prices));
        _directory.Register(Read("energy", Prices, "http://127.0.0.1:2"));
        _directory.SetHealth("energy", "http://127.0.0.1:1", ServiceHealth.Serving, "");
        _directory.SetHealth("energy", "http://127.0.0.1:2", ServiceHealth.NotServing, "its disk is full");

        var entry = _directory.Find("energy")!;
        Assert.That((entry.Health, entry.HealthDetail), Is.EqualTo((ServiceHealth.Serving, "http://127.0.0.1:2: its disk is full")));
        var table = RouteTable.Of(new OpenInterfaces(_directory, _states).List(), new GatewayOptions());
        Assert.That(table.Clusters.Single().Destinations!.Keys, Is.EqualTo(new[] { "http://127.0.0.1:1" }));
    }

    [Test]
    public void A_lease_lapses_at_its_end_and_is_told_as_unreachable()
    {
        _directory.Register(Read("energy", Prices));
        _directory.SetHealth("energy", "http://127.0.0.1:1", ServiceHealth.Serving, "");
        _time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        _directory.Sweep();
        Assert.That(_directory.Find("energy")!.Health, Is.EqualTo(ServiceHealth.Serving));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        _directory.Sweep();
        var entry = _directory.Find("energy")!;
        Assert.That((entry.Lapsed, entry.Health), Is.EqualTo((true, ServiceHealth.Unreachable)));
        Assert.That(entry.HealthDetail, Does.Contain("lapsed"));
        _directory.SetHealth("energy", "http://127.0.0.1:1", ServiceHealth.Serving, "");
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
        Assert.That(taken!.Conflicts.Select(each => (each.Service, each.Owner)).Distinct(), Is.EqualTo(new[] { ("energy", "Energy team") }));
        Assert.That(taken.Conflicts.Select(each => each.Route), Does.Contain(Prices).And.Contain("GET /v1/priceSeries"));
        Assert.That(_directory.Find("energy-two"), Is.Null);
    }

    [Test]
    public void A_route_of_the_gateway_is_refused()
    {
        var taken = Assert.Throws<RouteTakenException>(() => _directory.Register(Read("scheduler", "factorytwin.scheduler.v1.Machines")));
        Assert.That((taken!.Conflicts[0].Route, taken.Conflicts[0].Service), Is.EqualTo(("GET /v1/machines", "gateway")));
    }

    [Test]
    public void The_routes_of_a_lapsed_service_may_be_taken_over()
    {
        _directory.Register(Read("energy", Prices));
        _time.Advance(Lease);
        _directory.Sweep();
        _directory.Register(Read("energy-two", Prices, "http://127.0.0.1:2"));

        Assert.That(_directory.List().Select(entry => (entry.Id, entry.Lapsed)), Is.EqualTo(new[] { ("energy", true), ("energy-two", false) }));
        Assert.Throws<RouteTakenException>(() => _directory.Register(Read("energy", Prices)));
        var table = RouteTable.Of(new OpenInterfaces(_directory, _states).List(), new GatewayOptions());
        Assert.That(table.Routes.Select(route => route.ClusterId).Distinct(), Is.EqualTo(new[] { "energy-two" }));
    }

    private static Registration Read(string service, string contract, string address = "http://127.0.0.1:1") =>
        RegistrationReader.Read(Requests.Of(service, contract, address), new ContractReader());
}
