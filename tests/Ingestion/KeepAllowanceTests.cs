using FactoryTwin.Services.Ingestion.Rejects.Domain;

namespace FactoryTwin.Ingestion.Tests;

public sealed class KeepAllowanceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_burst_is_granted_and_then_refilled_by_the_minute_up_to_the_burst()
    {
        var allowance = new KeepAllowance(burst: 10, perMinute: 4);

        Assert.That(allowance.Take("a", 25, Noon), Is.EqualTo(10));
        Assert.That(allowance.Take("a", 25, Noon.AddSeconds(30)), Is.EqualTo(2));
        Assert.That(allowance.Take("a", 25, Noon.AddHours(1)), Is.EqualTo(10));
    }

    [Test]
    public void Sources_have_allowances_of_their_own()
    {
        var allowance = new KeepAllowance(burst: 1, perMinute: 0);

        Assert.That((allowance.Take("a", 1, Noon), allowance.Take("a", 1, Noon), allowance.Take("b", 1, Noon)), Is.EqualTo((1, 0, 1)));
    }
}
