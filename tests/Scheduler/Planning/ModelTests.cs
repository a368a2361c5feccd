using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Planning;

public class ModelTests
{
    private static readonly DateTimeOffset T0 = PaperCase.T0;

    // Two batches of two and one of one, worked by hand: 1.2 MW x (40 x 0.5 h) = 24, 1.2 x (40 x 0.5) = 24, 0.7 x (60 x 0.5) = 21.
    [Test]
    public void The_cost_of_a_string_is_the_sum_of_power_times_the_integral_of_price()
    {
        var model = new BatchModel([new(0, Minutes(10), 0.1), new(1, Minutes(30), 0.7), new(2, Minutes(30), 1.2)], 0, 0, allowConsecutiveIdle: false);
        var schedule = new BenchmarkDecider().Decide(new PlanningInstance(Automaton(model, new DueDate(5, T0.AddHours(2))), Prices(40, 60)), default);
        Assert.That(schedule.Events.Select(e => e.Cost), Is.EqualTo(new[] { 24.0, 24.0, 21.0 }).Within(1e-12));
        Assert.That(schedule.EnergyCost, Is.EqualTo(69).Within(1e-12));
        Assert.That(schedule.EnergyMwh, Is.EqualTo(1.55).Within(1e-12));
        Assert.That(schedule.Objective, Is.EqualTo(13.8).Within(1e-12));
    }

    [TestCase(69.0, 5, 13.8)]          // 69/5
    [TestCase(90.0, 6, 15.0 + 2.5)]    // 90/6 + 2.5 * 1
    [TestCase(-14.0, 7, -2.0 + 5.0)]   // -14/7 + 2.5 * 2
    [TestCase(0.0, 4, 0.0)]
    public void The_objective_is_average_cost_plus_the_price_of_surplus(double cost, int parts, double expected)
    {
        var model = new BatchModel(PaperCase.Model.Sizes, 2, 2.5, allowConsecutiveIdle: false);
        Assert.That(Automaton(model, new DueDate(5, T0.AddHours(2))).Objective(cost, parts), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void Marked_states_reach_from_the_demand_to_the_inventory_allowance()
    {
        var automaton = Automaton(new BatchModel(PaperCase.Model.Sizes, 2, 0, allowConsecutiveIdle: false), new DueDate(5, T0.AddHours(2)));
        Assert.That(Enumerable.Range(0, 10).Where(automaton.IsMarked), Is.EqualTo(new[] { 5, 6, 7 }));
    }

    [Test]
    public void A_transition_resets_the_local_clock_and_moves_the_global_one()
    {
        var clocks = PricedTimedAutomaton.Reset(new(Minutes(25), T0), PaperCase.Model.Sizes[2]);
        Assert.That(clocks, Is.EqualTo(new PricedTimedAutomaton.Clocks(TimeSpan.Zero, T0.AddMinutes(25))));
    }

    [Test]
    public void A_batch_that_ends_at_the_due_time_still_counts()
    {
        var model = new BatchModel([new(0, Minutes(10), 0), new(1, Minutes(30), 1)], 0, 0, allowConsecutiveIdle: false);
        Assert.That(new BenchmarkDecider().Decide(new PlanningInstance(Automaton(model, new DueDate(2, T0.AddHours(1))), Prices(40, 60)), default).IsFeasible, Is.True);
        var late = new BenchmarkDecider().Decide(new PlanningInstance(Automaton(model, new DueDate(2, T0.AddHours(1).AddTicks(-1))), Prices(40, 60)), default);
        Assert.That(late.IsFeasible, Is.False);
    }

    [Test]
    public void A_due_date_out_of_reach_is_named_with_what_can_be_made()
    {
        var instance = new PlanningInstance(Automaton(PaperCase.Model, new(2, T0.AddHours(1)), new(9, T0.AddHours(1.5)), new(10, T0.AddHours(2))), Prices(40, 60));
        Assert.That(new LookAheadDecider().Decide(instance, default).InfeasibleReason,
            Is.EqualTo("Due date: at least 9 parts by 2026-03-02 14:30:00 UTC cannot be met; from 2026-03-02 13:00:00 UTC with 0 parts, 6 are the most that can be made by then."));
    }

    [Test]
    public void An_inventory_allowance_that_binds_is_named()
    {
        var model = new BatchModel([new(0, Minutes(5), 0), new(1, Minutes(30), 1), new(2, Minutes(30), 1)], 0, 0, allowConsecutiveIdle: false);
        var tooSmall = new BatchModel([new(0, Minutes(5), 0), new(1, Minutes(50), 1), new(2, Minutes(30), 1)], 0, 0, allowConsecutiveIdle: false);
        var due = new DueDate(3, T0.AddHours(1));
        Assert.That(new BenchmarkDecider().Decide(new PlanningInstance(Automaton(model, due), Prices(40, 60)), default).IsFeasible, Is.True);
        Assert.That(new BenchmarkDecider().Decide(new PlanningInstance(Automaton(tooSmall, due), Prices(40, 60)), default).InfeasibleReason, Does.StartWith("Inventory allowance: 3 parts"));
    }

    [Test]
    public void Prices_that_end_before_the_horizon_are_named_and_never_taken_as_zero()
    {
        var instance = new PlanningInstance(Automaton(PaperCase.Model, new DueDate(2, T0.AddHours(3))), Prices(40, 60));
        Assert.That(new LookAheadDecider().Decide(instance, default).InfeasibleReason,
            Is.EqualTo("Prices: none is known from 2026-03-02 15:00:00 UTC on, but the plan needs them until 2026-03-02 16:00:00 UTC."));
    }

    [Test]
    public void A_model_with_a_missing_size_a_negative_power_or_no_duration_is_refused()
    {
        Assert.That(() => new BatchModel([new(0, Minutes(1), 0), new(2, Minutes(1), 0)], 0, 0, false), Throws.ArgumentException);
        Assert.That(() => new BatchModel([new(0, Minutes(1), 0), new(1, Minutes(1), -0.1)], 0, 0, false), Throws.ArgumentException);
        Assert.That(() => new BatchModel([new(0, TimeSpan.Zero, 0), new(1, Minutes(1), 1)], 0, 0, false), Throws.ArgumentException);
    }

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    private static PricedTimedAutomaton Automaton(BatchModel model, params DueDate[] due) => new(model, new DueDates(due), 0, T0);

    private static PriceCurve Prices(params double[] hourly) => PriceCurve.Create(hourly.Select((p, i) => new PriceStep(T0.AddHours(i), T0.AddHours(i + 1), p)));
}
