using FactoryTwin.Options.V1;
using FactoryTwin.Rpc.OpenApi;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts;

/// <summary>What our contracts say in options: who may call, what a number is measured in, what a resource is.</summary>
public static class ContractOptions
{
    /// <summary>The suffixes of fields' names that are units, with their UCUM codes.</summary>
    private static readonly Dictionary<string, string> Suffixes = new(StringComparer.Ordinal)
    {
        ["seconds"] = "s", ["milliseconds"] = "ms", ["bytes"] = "By", ["percent"] = "%", ["kw"] = "kW", ["mw"] = "MW", ["kwh"] = "kW.h", ["mwh"] = "MW.h",
    };

    /// <summary>The options, for <see cref="DescriptorSets.Open"/>.</summary>
    public static IReadOnlyList<Extension> Extensions { get; } =
        [AccessExtensions.Access, UnitExtensions.Unit, ResourceExtensions.Resource, ResourceExtensions.ResourceReference];

    /// <summary>Who may call a method; where its contract says nothing, anyone who has signed in.</summary>
    public static MethodAccess AccessOf(MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(AccessExtensions.Access) is { } access
            ? new MethodAccess(access.Anonymous, [.. access.Roles])
            : new MethodAccess(Anonymous: false, []);

    /// <summary>
    /// The unit of a field, by its option or by the end of its name: a UCUM code, words in braces, or "&lt;field&gt;" where the field of that
    /// name beside it holds the unit. Null where it has none.
    /// </summary>
    public static string? UnitOf(FieldDescriptor field)
    {
        if (field.GetOptions()?.GetExtension(UnitExtensions.Unit) is { Length: > 0 } unit)
            return unit;
        var words = field.Name.Split('_');
        return field.FieldType is not (FieldType.String or FieldType.Message or FieldType.Bytes or FieldType.Bool or FieldType.Enum)
            && Suffixes.TryGetValue(words[^1], out var code)
                ? words is [.., "per", _] ? "{currency}/" + code : code
                : null;
    }
}
