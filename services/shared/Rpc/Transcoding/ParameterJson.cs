using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>
/// Turns the text of one path or query parameter into the JSON value that the proto3 mapping has for its field. What does not fit
/// is passed on as text: the JSON parser refuses it, and <see cref="JsonFaults"/> says why.
/// </summary>
internal static class ParameterJson
{
    public static JsonNode Of(FieldDescriptor field, string text) => field.FieldType switch
    {
        FieldType.Message when WellKnown.IsWrapper(field.MessageType) => Of(WellKnown.Wrapped(field.MessageType), text),
        FieldType.Message when field.MessageType.FullName == "google.protobuf.FieldMask" => JsonValue.Create(CamelCase(text)),
        FieldType.Bool when text is "true" or "false" => JsonValue.Create(text == "true"),
        FieldType.Enum when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
            JsonValue.Create(number),
        FieldType.Bytes => JsonValue.Create(Base64(text)),
        _ => JsonValue.Create(text),
    };

    /// <summary>The standard alphabet with padding, from either alphabet with or without it.</summary>
    private static string Base64(string text)
    {
        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        return standard.PadRight((standard.Length + 3) / 4 * 4, '=');
    }

    /// <summary>The JSON form of a mask: "display_name" becomes "displayName", and what is written so stays.</summary>
    private static string CamelCase(string mask)
    {
        var result = new StringBuilder(mask.Length);
        for (var at = 0; at < mask.Length; at++)
            result.Append(mask[at] == '_' && at + 1 < mask.Length ? char.ToUpperInvariant(mask[++at]) : mask[at]);
        return result.ToString();
    }
}
