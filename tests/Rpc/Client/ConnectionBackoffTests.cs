using FactoryTwin.Rpc.Client;

namespace FactoryTwin.Rpc.Tests.Client;

/// <summary>The waits of gRPC's connection back-off: 1.6 times the last one, a fifth more or less, up to the longest.</summary>
public sealed class ConnectionBackoffTests
{
    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void EachWaitIsWithinAFifthOfItsPlace(int seed)
    {
        var backoff = new ConnectionBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), new Random(seed));
        for (var i = 0; i < 20; i++)
        {
            var planned = Math.Min(Math.Pow(1.6, i), 120);
            Assert.That(backoff.Next().TotalSeconds, Is.InRange(planned * 0.8, planned * 1.2), $"wait {i}");
        }
    }

    [Test]
    public void WaitsDiffer()
    {
        var first = Enumerable.Range(0, 50).Select(seed => new ConnectionBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), new Random(seed)).Next());
        Assert.That(first.Distinct().Count(), Is.GreaterThan(40));
    }

    [Test]
    public void SuccessBeginsAnew()
    {
        var backoff = new ConnectionBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), new Random(1));
        for (var i = 0; i < 10; i++) backoff.Next();
        backoff.Reset();
        Assert.That(backoff.Next().TotalSeconds, Is.InRange(0.8, 1.2));
    }
}
