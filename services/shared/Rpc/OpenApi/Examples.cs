using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FactoryTwin.Rpc.Transcoding;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>
/// Examples out of the contract's own words: a comment that says <c>for example "kPa"</c> (any JSON literal) gives the field's, and those of
/// a message's fields together the message's.
/// </summary>
public static partial class Examples
{
    /// <summary>How deep messages within messages are shown.</summary>
    private const int MaxDepth = 5;

    private static readonly string[] Ends = ["end", "due", "expire", "sunset", "until"];

    /// <summary>What the field's comment gives as an example, as the JSON of one value; null where it gives none.</summary>
    public static JsonNode? OfComment(FieldDescriptor field)
    {
        if (field.IsMap || Comments.Of(field) is not { } comment || Literal().Match(comment) is not { Success: true } match)
            return null;
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(match.Groups["json"].Value);
        }
        catch (JsonException)
        {
            return null;
        }
        // 64 bits are text in proto3 JSON.
        return IsWide(field) && node is JsonValue ? node.ToString() : node;
    }

    /// <summary>An example of a whole message; what only one side sends is left out for the other. Null where no field has one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sent">True for what a caller sends.</param>
    /// <param name="leaveOut">Fields that are sent elsewhere than in this message.</param>
    public static JsonObject? OfMessage(MessageDescriptor message, bool sent, IEnumerable<FieldDescriptor>? leaveOut = null) =>
        OfMessage(message, sent, leaveOut?.ToHashSet() ?? [], 0);

    private static JsonObject? OfMessage(MessageDescriptor message, bool sent, HashSet<FieldDescriptor> leaveOut, int depth)
    {
        JsonObject example = [];
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (leaveOut.Contains(field) || SchemaWriter.Has(field, sent ? FieldBehavior.OutputOnly : FieldBehavior.InputOnly))
                continue;
            // One of several is shown, not all.
            if (field.RealContainingOneof is { } choice && choice.Fields[0] != field)
                continue;
            var value = OfField(field, sent, depth);
            if (value is null && sent && SchemaWriter.Has(field, FieldBehavior.Required))
                return null;
            if (value is not null)
                example[field.JsonName] = value;
        }
        return example.Count > 0 ? example : null;
    }

    private static JsonNode? OfField(FieldDescriptor field, bool sent, int depth)
    {
        var given = OfComment(field);
        if (given is JsonArray == field.IsRepeated && given is not null)
            return given;
        var single = given ?? Single(field, sent, depth);
        return field.IsRepeated && !field.IsMap && single is not null ? new JsonArray(single) : field.IsMap ? null : single;
    }

    private static JsonNode? Single(FieldDescriptor field, bool sent, int depth) => field.FieldType switch
    {
        FieldType.Enum => field.EnumType.Values.Count > 1 ? field.EnumType.Values[1].Name : null,
        FieldType.Message => WellKnown.Name(field.MessageType) switch
        {
            "Timestamp" => Ends.Any(word => field.Name.StartsWith(word, StringComparison.Ordinal)) ? "2026-03-01T12:00:00Z" : "2026-03-01T08:00:00Z",
            "Duration" => "900s",
            _ when WellKnown.HasOwnJson(field.MessageType) || WellKnown.IsHttpBody(field) || depth >= MaxDepth => null,
            _ => OfMessage(field.MessageType, sent, [], depth + 1),
        },
        _ => null,
    };

    private static bool IsWide(FieldDescriptor field) => field.FieldType
        is FieldType.Int64 or FieldType.UInt64 or FieldType.SInt64 or FieldType.Fixed64 or FieldType.SFixed64;

    /// <summary>An example as the text that a path or a query holds.</summary>
    internal static string Text(JsonNode node) => node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : Convert.ToString(node, CultureInfo.InvariantCulture)!;

    [GeneratedRegex("""\bfor example:? (?<json>"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|\[[^\]]*\]|true|false)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literal();
}
