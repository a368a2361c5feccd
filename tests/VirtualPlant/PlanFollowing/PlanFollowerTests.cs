using FactoryTwin.Services.VirtualPlant.PlanFollowing.Domain;

namespace FactoryTwin.VirtualPlant.Tests.PlanFollowing;

public sealed class PlanFollowerTests
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Test]
    public void Without_a_plan_nothing_is_due() => Assert.That(new PlanFollower().Due(T0), Is.Null);

    [Test]
    public void A_batch_is_due_from_its_start_and_once_only()
    {
        var follower = Following(Batch(2, 0), Batch(1, 20));
        Assert.That(follower.Due(T0.AddSeconds(-1)), Is.Null);

        follower.Started(follower.Due(T0)!);
        Assert.That(follower.Due(T0.AddMinutes(1)), Is.Null);
        Assert.That(follower.Due(T0.AddMinutes(20)), Is.EqualTo(Batch(1, 20)));
    }

    [Test]
    public void A_new_plan_that_lists_the_batch_under_way_does_not_start_it_again()
    {
        var follower = Following(Batch(2, 0));
        follower.Started(follower.Due(T0)!);
        follower.Follow(new MachinePlan(2, [Batch(2, 0), Batch(2, 25)]));

        Assert.That(follower.Due(T0.AddMinutes(1)), Is.Null);
        Assert.That(follower.Due(T0.AddMinutes(25)), Is.EqualTo(Batch(2, 25)));
    }

    [Test]
    public void A_batch_that_is_too_late_is_left_to_the_next_plan() =>
        Assert.That(Following(Batch(2, 0), Batch(1, 30)).Due(T0.AddMinutes(11)), Is.Null);

    [Test]
    public void An_older_plan_changes_nothing()
    {
        var follower = Following(Batch(2, 0));
        follower.Follow(new MachinePlan(0, []));

        Assert.That(follower.Due(T0), Is.EqualTo(Batch(2, 0)));
    }

    private static PlanFollower Following(params PlannedBatch[] batches)
    {
        var follower = new PlanFollower();
        follower.Follow(new MachinePlan(1, batches));
        return follower;
    }

    private static PlannedBatch Batch(int parts, int minute) => new(parts, T0.AddMinutes(minute), T0.AddMinutes(minute + 20));
}
