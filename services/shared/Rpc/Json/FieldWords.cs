using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Json;

/// <summary>Words for what a field takes and for what was found instead.</summary>
internal static class FieldWords
{
    private const int MaxQuoted = 80;

    public static string Expected(FieldShape field) => field.Type switch
    {
        _ when field.IsMap => "an object of such entries",
        FieldType.Message => Expected(field.Message),
        FieldType.Bool => "true or false",
        FieldType.Enum => "one of " + string.Join(", ", field.Enum!.Descriptor.Values.Take(20).Select(value => value.Name)),
        FieldType.Double or FieldType.Float => "a number in range",
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => "a whole number of 32 bits",
        FieldType.UInt32 or FieldType.Fixed32 => "a whole number of 32 bits, not negative",
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => "a whole number of 64 bits",
        FieldType.UInt64 or FieldType.Fixed64 => "a whole number of 64 bits, not negative",
        FieldType.Bytes => "base64",
        _ => "text",
    };

    public static string Expected(MessageShape message) => message.Form switch
    {
        MessageForm.Timestamp => "a time such as 2026-01-31T12:00:00Z",
        MessageForm.Duration => "a duration in seconds such as 1.5s",
        MessageForm.FieldMask => "a list of field names such as displayName,owner",
        MessageForm.Wrapper => Expected(message.Fields[0]),
        MessageForm.ListValue => "an array",
        _ => "an object",
    };

    /// <summary>The token as it stands, shortened.</summary>
    public static string Found(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => Shortened($"\"{Encoding.UTF8.GetString(json.ValueSpan)}\""),
        _ => Shortened(Encoding.UTF8.GetString(json.ValueSpan)),
    };

    public static string Shortened(string text) => text.Length <= MaxQuoted ? text : text[..(char.IsHighSurrogate(text[MaxQuoted - 1]) ? MaxQuoted - 1 : MaxQuoted)] + "…";
}
