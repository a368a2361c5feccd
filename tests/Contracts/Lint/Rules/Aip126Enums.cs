namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>An enum's value zero is its unspecified one, and every value bears the enum's name.</summary>
internal sealed class Aip126Enums() : Rule("aip-126-enums")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var type in contract.Enums)
        {
            var prefix = Words.Snake(type.Name).ToUpperInvariant() + "_";
            if (type.FindValueByNumber(0)?.Name != prefix + "UNSPECIFIED")
                yield return At(type, $"the value 0 is {prefix}UNSPECIFIED");
            foreach (var value in type.Values.Where(value => !value.Name.StartsWith(prefix, StringComparison.Ordinal)))
                yield return At(value, $"a value begins with {prefix}");
        }
    }
}
