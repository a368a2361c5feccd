using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>
/// What only reads says so by its idempotency_level, and what writes does not: clients retry and caches keep by it.
/// </summary>
internal sealed class FactoryTwinReads() : Rule("factorytwin-reads")
{
    private static readonly HashSet<string> Reading = new(["Get", "List", "Watch", "Search", "Query", "Download"], StringComparer.Ordinal);

    private static readonly HashSet<string> Writing = new(["Create", "Update", "Delete", "Import", "Set", "Cancel"], StringComparer.Ordinal);

    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var method in contract.Methods)
        {
            var verb = Words.First(method.Descriptor.Name);
            var says = method.Descriptor.GetOptions()?.IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects;
            if (!says && (Reading.Contains(verb) || method.Verb == "GET"))
                yield return At(method.Descriptor, "what only reads has idempotency_level = NO_SIDE_EFFECTS");
            if (says && (Writing.Contains(verb) || method.Verb is "PUT" or "PATCH" or "DELETE"))
                yield return At(method.Descriptor, "what changes something has side effects: idempotency_level is IDEMPOTENT, or is left out");
        }
    }
}
