using FactoryTwin.Scheduler.Tests.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

namespace FactoryTwin.Scheduler.Tests.Negotiating;

/// <summary>Relaxations against every smaller amount on their axis, each tried by walking all states. Times of the instances are whole minutes, and so are the least delays.</summary>
public class RelaxationTests
{
    private const int Reserve = 6;

    [Test]
    public void Each_relaxation_is_the_least_on_its_axis_and_none_is_left_out()
    {
        var counts = new Dictionary<RelaxationKind, int>();
        RandomInstances.Check(InfeasibleInstances.All, instance =>
        {
            if (!InfeasibleInstances.IsInfeasible(instance)) return;
            var conflict = Conflicts.Find(instance, default);
            var offers = new RelaxationSearch(instance, Reserve, 12, default).Find(conflict, default).ToList();
            foreach (var axis in Axes(instance, conflict))
            {
                var offer = offers.SingleOrDefault(o => o.Kind == axis.Kind && o.Due == axis.Due && ReferenceEquals(o.Closure, axis.Closure));
                var least = axis.Amounts.FirstOrDefault(a => Helps(axis.After(a)), -1);
                if (axis.Kind == RelaxationKind.AllDueDates && offers.Exists(o => o.Kind == RelaxationKind.DueDate)) continue; // only offered where no single one helps
                Assert.That(offer is null ? -1 : offer.Parts > 0 ? offer.Parts : offer.Delay.TotalMinutes, Is.EqualTo(least), $"{axis.Kind} {axis.Due} {axis.Closure}");
                if (offer is not null) counts[axis.Kind] = counts.GetValueOrDefault(axis.Kind) + 1;
            }
        }, count: 1_500);
        TestContext.Out.WriteLine(string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}")));
        Assert.That(counts.Keys, Is.EquivalentTo(Enum.GetValues<RelaxationKind>()));
        Assert.That(counts.Values, Has.All.GreaterThanOrEqualTo(10));
    }

    [Test]
    public void Every_offer_has_the_best_schedule_on_its_terms_and_the_cheapest_is_first()
    {
        var offered = 0;
        var terms = new NegotiationTerms(Reserve, new ConcessionCosts(3, 7, 2, 1, 5), []);
        RandomInstances.Check(InfeasibleInstances.All, instance =>
        {
            if (!InfeasibleInstances.IsInfeasible(instance)) return;
            var offers = Negotiation.Of(instance, terms, null, default).Relaxations;
            Assert.That(offers.Where(o => o.TotalCost is not null).Select(o => o.TotalCost), Is.Ordered);
            Assert.That(offers.SkipWhile(o => o.TotalCost is not null), Has.All.Property("TotalCost").Null, "those without a price come last");
            var search = new RelaxationSearch(instance, Reserve, 12, default);
            foreach (var offer in offers.Where(o => o.Schedule is not null))
            {
                var relaxed = search.After(offer).On(instance);
                FeasibilityChecker.Check(relaxed, offer.Schedule!);
                Assert.That(offer.Schedule!.Objective, Is.EqualTo(new ExactDecider().Decide(relaxed, default).Objective).Within(1e-9));
                offered++;
            }
        }, count: 300);
        Assert.That(offered, Is.GreaterThan(200));
    }

    private sealed record Axis(RelaxationKind Kind, DueDate? Due, Closure? Closure, IEnumerable<int> Amounts, Func<int, PlanningInstance> After);

    private static IEnumerable<Axis> Axes(PlanningInstance instance, IReadOnlyList<Constraint> conflict)
    {
        var a = instance.Automaton;
        var (due, minutes) = (a.DueDates.Ordered, Enumerable.Range(1, 150));
        foreach (var d in conflict.Where(c => c.Due is not null).Select(c => c.Due!.Value))
        {
            yield return new(RelaxationKind.DueDate, d, null, minutes, m => With(instance, due: due.Select(o => o == d ? d with { Time = d.Time.AddMinutes(m) } : o)));
            var asked = d.Parts - Math.Max(a.InitialState, due.Where(o => o.Time < d.Time).Select(o => o.Parts).DefaultIfEmpty(0).Max());
            yield return new(RelaxationKind.Quantity, d, null, Enumerable.Range(1, asked), q => With(instance, due: due.Select(o => o.Time >= d.Time ? o with { Parts = o.Parts - q } : o)));
        }
        yield return new(RelaxationKind.AllDueDates, null, null, minutes, m => With(instance, due: due.Select(o => o with { Time = o.Time.AddMinutes(m) })));
        yield return new(RelaxationKind.InventoryWithdrawal, null, null, Enumerable.Range(1, Reserve), q => With(instance, x0: a.InitialState + q));
        yield return new(RelaxationKind.InventoryAllowance, null, null, Enumerable.Range(1, 10), q => With(instance, allowance: a.Model.InventoryAllowance + q));
        foreach (var closure in a.Closures.Given.Where(c => c.Kind == ClosureKind.Unstaffed && c.Start < c.End))
        {
            yield return new(RelaxationKind.Overtime, null, closure, Enumerable.Range(1, (int)(closure.End - closure.Start).TotalMinutes), m => With(instance,
                closures: a.Closures.Given.Select(c => ReferenceEquals(c, closure) ? c with { Start = c.Start.AddMinutes(m) } : c)));
        }
    }

    private static PlanningInstance With(PlanningInstance instance, IEnumerable<DueDate>? due = null, int? x0 = null, int? allowance = null, IEnumerable<Closure>? closures = null)
    {
        var a = instance.Automaton;
        return instance with
        {
            Automaton = new PricedTimedAutomaton(
                a.Model.WithAllowance(allowance ?? a.Model.InventoryAllowance), due is null ? a.DueDates : new DueDates(due), x0 ?? a.InitialState, a.Start, closures is null ? a.Closures : new Closures(closures)),
        };
    }

    /// <summary>All constraints are kept, due dates that ask for nothing included.</summary>
    private static bool Helps(PlanningInstance instance) => new RemovalOracle(instance,
    [
        .. instance.Automaton.DueDates.Ordered.Select(d => new Constraint(ConstraintKind.DueDate, Due: d)),
        .. instance.Automaton.Closures.Given.Select(c => new Constraint(ConstraintKind.Closure, Closure: c)),
        new Constraint(ConstraintKind.InventoryAllowance),
        .. instance.Automaton.Model.Forbidden.Select(p => new Constraint(ConstraintKind.ForbiddenSuccession, Pair: p)),
    ]).HasString();
}
