using FactoryTwin.Interop.Tests.Cases;
using FactoryTwin.Interop.Tests.Support;

namespace FactoryTwin.Interop.Tests;

/// <summary>Every official interop case, with every peer, in both directions.</summary>
[TestFixture]
public sealed class InteropCaseTests
{
    private static IEnumerable<TestCaseData> All =>
        from peer in Peer.All
        from direction in Enum.GetValues<Direction>()
        from one in InteropCases.All
        select new TestCaseData(peer, direction, one).SetName($"{one}, {(direction == Direction.OursServes ? $"{peer} calls ours" : $"ours calls {peer}")}");

    [TestCaseSource(nameof(All))]
    public async Task Case(object peer, object direction, object one)
    {
        var outcome = (await InteropRun.OutcomesAsync((Peer)peer, (Direction)direction))[((InteropCase)one).Name];
        Assert.That(outcome.Error, Is.Null);
        Assert.That(outcome.OnWire, Is.Null, "the tap saw something else");
    }
}
