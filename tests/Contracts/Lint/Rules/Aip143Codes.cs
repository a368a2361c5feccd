using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>A text that is a standard's code is named after the standard: currency_code (ISO 4217), language_code, region_code, mime_type, time_zone.</summary>
internal sealed class Aip143Codes() : Rule("aip-143-codes")
{
    /// <summary>By how a field's name ends; the whole name where it is of several words.</summary>
    private static readonly (string Ends, string Right)[] Names =
    [
        ("currency", "currency_code"), ("language", "language_code"), ("locale", "language_code"), ("country", "region_code"), ("country_code", "region_code"),
        ("region", "region_code"), ("content_type", "mime_type"), ("media_type", "mime_type"), ("timezone", "time_zone"), ("tz", "time_zone"),
    ];

    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var field in contract.Fields.Where(field => field.FieldType == FieldType.String))
        {
            if (Names.FirstOrDefault(name => field.Name == name.Ends || field.Name.EndsWith("_" + name.Ends, StringComparison.Ordinal)) is { Right: { } right })
                yield return At(field, $"a code of a standard has the standard's name: {right}");
        }
    }
}
