using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint;

/// <summary>Something in a contract that a rule forbids.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Element">The full name of what is wrong.</param>
/// <param name="Says">What would be right.</param>
internal sealed record Fault(string Rule, string Element, string Says)
{
    public override string ToString() => $"{Rule} {Element}: {Says}";
}

/// <summary>One rule, named after the AIP that it is from, or "factorytwin-" where it is our own.</summary>
internal abstract class Rule(string id)
{
    public string Id => id;

    /// <summary>All of the rules.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. typeof(Rule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Rule)) && !type.IsAbstract)
            .Select(type => (Rule)Activator.CreateInstance(type)!).OrderBy(rule => rule.Id, StringComparer.Ordinal),
    ];

    public abstract IEnumerable<Fault> Check(Contract contract);

    protected Fault At(IDescriptor element, string says) => new(Id, element.FullName, says);
}
