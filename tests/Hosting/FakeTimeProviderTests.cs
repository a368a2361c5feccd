using FactoryTwin.Testing;

namespace FactoryTwin.Hosting.Tests;

/// <summary>The clock that other tests rely on.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FakeTimeProviderTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);
    private readonly List<string> fired = [];

    [Test]
    public void Timers_fire_in_the_order_of_their_times_each_at_its_own()
    {
        Timer("late", 5);
        Timer("early", 2);
        Timer("never", 60);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.That(fired, Is.EqualTo(new[] { "early@2", "late@5" }));
        Assert.That(time.GetUtcNow(), Is.EqualTo(DateTimeOffset.UnixEpoch.AddSeconds(10)));
    }

    [Test]
    public void A_period_fires_as_often_as_it_fits()
    {
        Timer("tick", 1, 3);
        time.Advance(TimeSpan.FromSeconds(8));

        Assert.That(fired, Is.EqualTo(new[] { "tick@1", "tick@4", "tick@7" }));
    }

    [Test]
    public void A_disposed_timer_is_silent()
    {
        Timer("gone", 1).Dispose();
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(fired, Is.Empty);
        Assert.That(time.WaitingTimers, Is.Zero);
    }

    [Test]
    public async Task A_delay_ends_when_the_clock_passes_it()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), time);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(delay.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private ITimer Timer(string name, int due, int period = -1) => time.CreateTimer(
        _ => fired.Add($"{name}@{(time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds:0}"), null,
        TimeSpan.FromSeconds(due), period < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
}
