using FactoryTwin.Interop.Tests.Behaviours;
using FactoryTwin.Interop.Tests.Cases;
using FactoryTwin.Interop.Tests.Support;

namespace FactoryTwin.Interop.Tests;

/// <summary>What holds on the wire beyond the official cases.</summary>
[TestFixture]
public sealed class BehaviourTests
{
    private static IEnumerable<TestCaseData> All =>
        from behaviour in AllBehaviours.All
        from peer in Peer.All
        from direction in Enum.GetValues<Direction>()
        where behaviour.With(peer, direction) is not null
        select new TestCaseData(behaviour, peer, direction).SetName($"{behaviour}, {(direction == Direction.OursServes ? $"{peer} calls ours" : $"ours calls {peer}")}");

    [TestCaseSource(nameof(All))]
    public async Task Holds(object behaviour, object peer, object direction) =>
        Assert.That(await AllBehaviours.ErrorAsync((Behaviour)behaviour, (Peer)peer, (Direction)direction), Is.Null);

    /// <summary>So that the absence of too_many_pings elsewhere means something.</summary>
    [Test]
    public Task A_server_that_wants_fewer_pings_is_noticed() => KeepAlive.RefusedAsync(Peer.Cpp);
}
