using System.Net;
using System.Net.Sockets;
using FactoryTwin.Testing;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Rpc.Tests.Client;

/// <summary>When names are asked for again, by a clock that the test moves.</summary>
public sealed class DnsResolverTests
{
    private readonly FakeTimeProvider _time = new();
    private List<ResolverResult> _results = null!;
    private int _asked;
    private Func<IPAddress[]> _answer = null!;

    [SetUp]
    public void Begin()
    {
        _results = [];
        _asked = 0;
        _answer = () => [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::1")];
    }

    [TestCase("dns:///plant:8081", 8081)]
    [TestCase("dns:///plant", 80)]
    public async Task EveryAddressOfTheNameIsGiven(string address, int port)
    {
        using var resolver = Start(address);
        await Eventually.IsTrueAsync(() => _results.Count == 1);
        Assert.That(_results[0].Addresses!.Select(one => one.ToString()), Is.EqualTo(new[] { $"10.0.0.1:{port}", $"[fd00::1]:{port}" }));
    }

    [Test]
    public async Task NameIsAskedForAgainInItsPeriod()
    {
        using var resolver = Start("dns:///plant:8081");
        for (var i = 1; i <= 3; i++)
        {
            await Eventually.IsTrueAsync(() => _results.Count == i);
            _time.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Test]
    public async Task FailuresAskAgainButNotMoreOftenThanEvery15Seconds()
    {
        using var resolver = Start("dns:///plant:8081");
        await Eventually.IsTrueAsync(() => _results.Count == 1);
        for (var i = 0; i < 10; i++) resolver.Refresh();
        await Eventually.IsTrueAsync(() => _time.WaitingTimers == 2, because: "the period's timer and the wait");
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.That(_asked, Is.EqualTo(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsTrueAsync(() => _results.Count == 2);
    }

    [Test]
    public async Task NameThatIsNotFoundIsToldAndAskedForAgain()
    {
        var working = _answer;
        _answer = () => throw new SocketException((int)SocketError.HostNotFound);
        using var resolver = Start("dns:///plant:8081");
        await Eventually.IsTrueAsync(() => _results.Count == 1);
        Assert.That((_results[0].Status.StatusCode, _results[0].Addresses), Is.EqualTo((global::Grpc.Core.StatusCode.Unavailable, (IReadOnlyList<BalancerAddress>?)null)));
        _answer = working;
        await Eventually.IsTrueAsync(() => _time.WaitingTimers == 2);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.IsTrueAsync(() => _time.WaitingTimers == 2, because: "the pace holds for repeats too");
        _time.Advance(TimeSpan.FromSeconds(13));
        await Eventually.IsTrueAsync(() => _results.Count == 2);
        Assert.That(_results[1].Addresses, Has.Count.EqualTo(2));
    }

    private Resolver Start(string address)
    {
        var factory = new DnsResolverFactory(TimeSpan.FromSeconds(30))
        {
            Lookup = (host, _) =>
            {
                Interlocked.Increment(ref _asked);
                return host == "plant" ? Task.FromResult(_answer()) : throw new InvalidOperationException(host);
            },
        };
        var resolver = factory.Create(new ResolverOptions(new Uri(address), 80, NullLoggerFactory.Instance, new GrpcChannelOptions { TimeProvider = _time }));
        resolver.Start(_results.Add);
        return resolver;
    }
}
