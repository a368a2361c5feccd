using FactoryTwin.Scheduler.Tests.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

namespace FactoryTwin.Scheduler.Tests.Negotiating;

/// <summary>Conflicts against the removal of every constraint, one by one, by walking all states.</summary>
public class ConflictTests
{
    [Test]
    public void A_conflict_cannot_be_kept_and_without_any_one_of_its_constraints_it_can()
    {
        var (found, kinds, largest) = (0, new HashSet<ConstraintKind>(), 0);
        RandomInstances.Check(InfeasibleInstances.All, instance =>
        {
            var all = Conflicts.All(instance);
            var conflict = Conflicts.Find(instance, default);
            Assert.That(conflict.Count > 0, Is.EqualTo(!new RemovalOracle(instance, [.. all]).HasString()), "a conflict is found exactly where there is no string");
            if (conflict.Count == 0) return;
            Assert.That(all, Is.SupersetOf(conflict));
            Assert.That(new RemovalOracle(instance, [.. conflict]).HasString(), Is.False, "together they cannot be kept");
            foreach (var left in conflict)
                Assert.That(new RemovalOracle(instance, [.. conflict.Where(c => c != left)]).HasString(), Is.True, $"without '{left.Words}' they can");
            found++;
            kinds.UnionWith(conflict.Select(c => c.Kind));
            largest = Math.Max(largest, conflict.Count);
        }, count: 2_000);
        TestContext.Out.WriteLine($"{found} conflicts of up to {largest} constraints: {string.Join(", ", kinds)}");
        Assert.That(found, Is.GreaterThan(500));
        Assert.That(kinds, Is.EquivalentTo(new[] { ConstraintKind.DueDate, ConstraintKind.Closure, ConstraintKind.InventoryAllowance, ConstraintKind.ForbiddenSuccession }));
        Assert.That(largest, Is.GreaterThanOrEqualTo(3));
    }
}
