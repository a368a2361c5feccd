using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Names of fields: no 'is_', no prepositions but 'per' and 'to', no 'url' where 'uri' is meant.</summary>
internal sealed class Aip140Names() : Rule("aip-140-names")
{
    private static readonly string[] Prepositions = ["at", "by", "for", "from", "in", "of", "on", "with"];

    /// <summary>Names that other AIPs, or the domain, have made fixed.</summary>
    private static readonly string[] Fixed = ["order_by"];

    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var field in contract.Fields.Where(field => !Fixed.Contains(field.Name, StringComparer.Ordinal)))
        {
            var words = Words.OfSnake(field.Name);
            if (words[0] == "is" && field.FieldType == FieldType.Bool)
                yield return At(field, "a truth is named without 'is_'");
            if (words.Intersect(Prepositions, StringComparer.Ordinal).FirstOrDefault() is { } preposition)
                yield return At(field, $"is named without '{preposition}'");
            if (words.Contains("url", StringComparer.Ordinal))
                yield return At(field, "says 'uri'");
        }
    }
}
