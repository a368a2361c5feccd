using FactoryTwin.Services.VirtualPlant.Forwarding;

namespace FactoryTwin.VirtualPlant.Tests.Forwarding;

public sealed class RetryDelayTests
{
    [TestCase(1, 0.0, 250)]
    [TestCase(2, 0.0, 500)]
    [TestCase(3, 1.0, 500)]
    [TestCase(50, 0.0, 15_000)]
    [TestCase(50, 1.0, 7_500)]
    public void The_wait_doubles_up_to_its_limit_and_is_cut_by_chance(int failures, double chance, double milliseconds) =>
        Assert.That(ForwardWorker.RetryDelay(failures, TimeSpan.FromSeconds(15), chance).TotalMilliseconds, Is.EqualTo(milliseconds));
}
