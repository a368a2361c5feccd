using FactoryTwin.Services.Scheduler.Replanning.Domain;
using FactoryTwin.Scheduler.Tests.Planning;

namespace FactoryTwin.Scheduler.Tests.Replanning;

public class ProgressTests
{
    private static readonly DateTimeOffset T0 = PaperCase.T0;
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    [Test]
    public void The_first_reading_is_where_counting_starts()
    {
        var progress = new MachineProgress().Count(137, T0).Count(139, T0.AddMinutes(25)).Count(139, T0.AddMinutes(26));
        Assert.That((progress.Counted, progress.CountedAt), Is.EqualTo((2, T0.AddMinutes(25))));
    }

    [Test]
    public void A_counter_that_was_set_back_counts_on()
    {
        var progress = new MachineProgress().Count(10, T0).Count(14, T0.AddMinutes(1)).Count(0, T0.AddMinutes(2)).Count(2, T0.AddMinutes(3));
        Assert.That(progress.Counted, Is.EqualTo(6));
    }

    [Test]
    public void A_batch_runs_from_its_first_report_for_its_duration()
    {
        var progress = new MachineProgress().Report(0, T0).Report(2, T0.AddMinutes(1)).Report(2, T0.AddMinutes(2));
        Assert.That(progress.Running(PaperCase.Model, null), Is.EqualTo(new RunningBatch(2, T0.AddMinutes(1), T0.AddMinutes(26))));
    }

    [Test]
    public void Of_two_batches_back_to_back_the_later_began_when_the_count_grew()
    {
        var progress = new MachineProgress().Count(0, T0).Report(2, T0).Count(2, T0.AddMinutes(25));
        Assert.That(progress.Running(PaperCase.Model, null), Is.Null, "the size is that of the batch just done");
        Assert.That(progress.Report(2, T0.AddMinutes(25)).Running(PaperCase.Model, null), Is.EqualTo(new RunningBatch(2, T0.AddMinutes(25), T0.AddMinutes(50))));
    }

    [Test]
    public void Of_a_batch_that_is_found_under_way_the_plan_knows_the_times()
    {
        var planned = new RunningBatch(2, T0, T0.AddMinutes(25));
        var found = new MachineProgress().Report(2, T0.AddMinutes(10));
        Assert.That(found.Running(PaperCase.Model, planned), Is.EqualTo(planned));
        Assert.That(found.Running(PaperCase.Model, planned with { Parts = 1 }), Is.EqualTo(new RunningBatch(2, T0.AddMinutes(10), T0.AddMinutes(35))));
        Assert.That(new MachineProgress().Report(0, T0).Report(2, T0.AddMinutes(1)).Running(PaperCase.Model, planned)!.Value.Start, Is.EqualTo(T0.AddMinutes(1)));
    }

    [Test]
    public void An_idle_machine_runs_nothing() => Assert.That(new MachineProgress().Report(2, T0).Report(0, T0.AddMinutes(1)).Running(PaperCase.Model, null), Is.Null);

    [Test]
    public void A_machine_that_does_what_the_plan_says_does_not_depart_from_it()
    {
        var late = TimeSpan.FromSeconds(20);
        Assert.That(Track.Departure(T0.AddMinutes(10), 3, Batch(2, -5), Tolerance), Is.Null, "the batch before the plan");
        Assert.That(Track.Departure(T0.AddMinutes(20) + late, 5, null, Tolerance), Is.Null, "a start a little late");
        Assert.That(Track.Departure(T0.AddMinutes(30), 5, new RunningBatch(2, T0.AddMinutes(20) + late, T0.AddMinutes(45) + late), Tolerance), Is.Null);
        Assert.That(Track.Departure(T0.AddMinutes(45), 5, null, Tolerance), Is.Null, "a count a little late");
        Assert.That(Track.Departure(T0.AddMinutes(46), 7, null, Tolerance), Is.Null);
    }

    [Test]
    public void Every_departure_from_the_plan_is_told_in_words()
    {
        Assert.That(Track.Departure(T0.AddMinutes(46), 5, null, Tolerance), Is.EqualTo("5 parts are made where the plan had 7"));
        Assert.That(Track.Departure(T0.AddMinutes(30), 7, null, Tolerance), Is.EqualTo("7 parts are made where the plan had 5"));
        Assert.That(Track.Departure(T0.AddMinutes(30), 5, new RunningBatch(1, T0.AddMinutes(20), T0.AddMinutes(45)), Tolerance), Does.StartWith("a batch of 1 is under way"));
        Assert.That(Track.Departure(T0.AddMinutes(30), 5, null, Tolerance), Is.EqualTo("the batch of 2 planned for 13:20 has not begun"));
    }

    [Test]
    public void A_standing_machine_gets_plans_ever_more_slowly_until_it_moves()
    {
        var limit = new DepartureLimit(Tolerance);
        limit.Used(T0);
        limit.Used(T0.AddMinutes(1));
        Assert.That(limit.NotBefore, Is.EqualTo(T0.AddMinutes(2)));
        limit.Moved();
        Assert.That(limit.NotBefore, Is.LessThan(T0));
    }

    /// <summary>Three parts on hand and two in the machine until 13:20, then a batch of two.</summary>
    private static PlanTrack Track => new(5, Batch(2, -5), [new TrackedEvent(2, T0.AddMinutes(20), T0.AddMinutes(45), 7), new TrackedEvent(0, T0.AddMinutes(45), T0.AddMinutes(60), 7)]);

    private static RunningBatch Batch(int parts, int minute) => new(parts, T0.AddMinutes(minute), T0.AddMinutes(minute + 25));
}
