using FactoryTwin.Options.V1;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Every number that is measured has its unit: at the end of its name, or in the option factorytwin.options.v1.unit.</summary>
internal sealed class Aip141Units() : Rule("aip-141-units")
{
    private static readonly string[] Units =
        ["seconds", "milliseconds", "minutes", "hours", "days", "bytes", "percent", "kw", "mw", "kwh", "mwh", "pa", "kpa", "degrees", "meters"];

    /// <summary>Whole numbers are counts, numbers or ids, unless a word says that they measure something.</summary>
    private static readonly string[] Measuring = ["age", "delay", "duration", "interval", "period", "timeout", "latency", "energy", "power", "weight", "speed", "temperature", "pressure"];

    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var field in contract.Fields)
        {
            var words = Words.OfSnake(field.Name);
            var unit = field.GetOptions()?.GetExtension(UnitExtensions.Unit) ?? "";
            if (unit.StartsWith('<') && field.ContainingType.FindFieldByName(unit.Trim('<', '>')) is null)
                yield return At(field, $"there is no field {unit} beside it");
            var measured = field.FieldType is FieldType.Double or FieldType.Float || (IsWhole(field) && words.Intersect(Measuring, StringComparer.Ordinal).Any());
            if (measured && unit.Length == 0 && !Units.Contains(words[^1], StringComparer.Ordinal))
                yield return At(field, "a measured number ends with its unit, or has the option factorytwin.options.v1.unit");
        }
    }

    private static bool IsWhole(FieldDescriptor field) => field.FieldType is FieldType.Int32 or FieldType.Int64 or FieldType.UInt32 or FieldType.UInt64
        or FieldType.SInt32 or FieldType.SInt64 or FieldType.Fixed32 or FieldType.Fixed64 or FieldType.SFixed32 or FieldType.SFixed64;
}
