using FactoryTwin.Contracts.Tests.Lint;

namespace FactoryTwin.Contracts.Tests;

/// <summary>Our contracts keep the rules, but for the exceptions that are written down with their reasons.</summary>
internal sealed class LintTests
{
    private static readonly Contract Ours = Contract.Ours();

    [Test]
    public void There_is_something_to_look_at()
    {
        Assert.That(Ours.Methods, Has.Count.GreaterThan(30));
        Assert.That(Ours.Fields.Count(), Is.GreaterThan(200));
    }

    [TestCaseSource(nameof(Rules))]
    public void The_contracts_keep_the_rule(string id)
    {
        var excepted = Exceptions.All.Where(exception => exception.Rule == id).Select(exception => exception.Element).ToHashSet(StringComparer.Ordinal);
        var faults = Rule.All.Single(rule => rule.Id == id).Check(Ours).ToArray();

        Assert.That(string.Join('\n', faults.Where(fault => !excepted.Contains(fault.Element))), Is.Empty);
        Assert.That(excepted.Except(faults.Select(fault => fault.Element), StringComparer.Ordinal), Is.Empty, "exceptions that nothing needs any more");
    }

    [Test]
    public void Every_exception_is_of_a_rule_and_has_a_reason() => Assert.That(
        Exceptions.All.Where(exception => exception.Reason.Length < 20 || Rule.All.All(rule => rule.Id != exception.Rule)), Is.Empty);

    private static IEnumerable<string> Rules() => Rule.All.Select(rule => rule.Id);
}
