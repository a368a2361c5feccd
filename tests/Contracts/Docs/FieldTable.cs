using System.Text;
using FactoryTwin.Contracts.Tests.Lint;
using FactoryTwin.Rpc.OpenApi;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Docs;

/// <summary>The fields of a message as a table.</summary>
internal static class FieldTable
{
    public static void Append(StringBuilder text, ApiReference reference, MessageDescriptor message, string package)
    {
        var fields = message.Fields.InDeclarationOrder();
        if (fields.Count == 0)
            return;
        text.Append("\n| field | type | unit | | meaning |\n| --- | --- | --- | --- | --- |\n");
        foreach (var field in fields)
            text.Append($"| `{field.Name}` | {Type(reference, field, package)} | {Unit(field)} | {Behaviour(field)} | {Cell(Comments.Of(field) ?? "")} |\n");
    }

    public static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);

    private static string Type(ApiReference reference, FieldDescriptor field, string package)
    {
        if (field.IsMap)
            return $"map of {Single(reference, field.MessageType.FindFieldByNumber(1), package)} to {Single(reference, field.MessageType.FindFieldByNumber(2), package)}";
        var single = Single(reference, field, package);
        return field.IsRepeated ? "list of " + single : field.HasPresence && field.FieldType != FieldType.Message ? "optional " + single : single;
    }

    private static string Single(ApiReference reference, FieldDescriptor field, string package) => field.FieldType switch
    {
        FieldType.Message => reference.Link(field.MessageType, package),
        FieldType.Enum => reference.Link(field.EnumType, package),
        var scalar => scalar.ToString().ToLowerInvariant(),
    };

    private static string Unit(FieldDescriptor field) => ContractOptions.UnitOf(field) switch
    {
        null => "",
        ['<', .. var beside, '>'] => $"that of `{beside}`",
        "1" => "ratio",
        var unit => unit.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal),
    };

    /// <summary>What a caller must know of the field; nothing where it may or may not be sent.</summary>
    private static string Behaviour(FieldDescriptor field) => string.Join(", ", Contract.Behaviors(field).Select(behavior => behavior switch
    {
        FieldBehavior.Required => "required",
        FieldBehavior.OutputOnly => "output only",
        FieldBehavior.InputOnly => "input only",
        FieldBehavior.Immutable => "immutable",
        FieldBehavior.Identifier => "identifier",
        _ => "",
    }).Where(word => word.Length > 0));
}
