using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Finds which fields made a JSON text unreadable: the parser says that it is, this says where.</summary>
internal sealed class JsonFaults
{
    private const int Most = 20;
    private readonly JsonParser _parser;
    private readonly List<(string Field, string Description)> _faults = [];

    private JsonFaults(JsonParser parser) => _parser = parser;

    /// <summary>The faults by field, at least one, at most 20.</summary>
    /// <param name="parser">The parser that refused the text.</param>
    /// <param name="json">The text.</param>
    /// <param name="message">What it should have been.</param>
    /// <param name="prefix">The field path of the message itself; empty for the request.</param>
    public static (string Field, string Description)[] Explain(JsonParser parser, string json, MessageDescriptor message, string prefix)
    {
        var faults = new JsonFaults(parser);
        try
        {
            using var document = JsonDocument.Parse(json);
            faults.Message(document.RootElement, message, prefix);
        }
        catch (JsonException fault)
        {
            return [(prefix, $"The body is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.")];
        }
        return faults._faults.Count > 0 ? [.. faults._faults] : [(prefix, $"This is not the JSON form of {message.FullName}.")];
    }

    private void Message(JsonElement element, MessageDescriptor message, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            _faults.Add((path, $"An object is expected, not {Words(element)}."));
            return;
        }
        foreach (var property in element.EnumerateObject())
        {
            if (_faults.Count >= Most)
                return;
            if (FieldPaths.Find(message, property.Name) is not { } field)
                _faults.Add((Join(path, property.Name), $"{message.Name} has no such field."));
            else if (property.Value.ValueKind != JsonValueKind.Null || field.IsRepeated)
                Field(property.Value, field, Join(path, field.Name));
        }
    }

    private void Field(JsonElement element, FieldDescriptor field, string path)
    {
        if (field.IsMap || !field.IsRepeated)
        {
            Value(element, field, path);
            return;
        }
        if (element.ValueKind is not JsonValueKind.Array)
        {
            if (element.ValueKind != JsonValueKind.Null)
                _faults.Add((path, $"An array is expected, not {Words(element)}."));
            return;
        }
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (_faults.Count >= Most)
                return;
            Value(item, field, $"{path}[{index++}]");
        }
    }

    private void Value(JsonElement element, FieldDescriptor field, string path)
    {
        if (field.FieldType == FieldType.Message && !field.IsMap && !WellKnown.HasOwnJson(field.MessageType))
        {
            Message(element, field.MessageType, path);
            return;
        }
        var raw = element.GetRawText();
        try
        {
            var value = field.IsRepeated && !field.IsMap ? $"[{raw}]" : raw;
            _parser.Parse($"{{\"{field.JsonName}\":{value}}}", field.ContainingType);
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidJsonException)
        {
            _faults.Add((path, $"{Words(element)} is not {Expected(field)}."));
        }
    }

    private static string Expected(FieldDescriptor field) => field.FieldType switch
    {
        _ when field.IsMap => "an object of such entries",
        FieldType.Message => WellKnown.Name(field.MessageType) switch
        {
            "Timestamp" => "a time such as 2026-01-31T12:00:00Z",
            "Duration" => "a duration in seconds such as 1.5s",
            "FieldMask" => "a list of field names such as displayName,owner",
            _ when WellKnown.IsWrapper(field.MessageType) => Expected(WellKnown.Wrapped(field.MessageType)),
            _ => field.MessageType.FullName,
        },
        FieldType.Bool => "true or false",
        FieldType.Enum => "one of " + string.Join(", ", field.EnumType.Values.Take(20).Select(value => value.Name)),
        FieldType.Double or FieldType.Float => "a number in range",
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => "a whole number of 32 bits",
        FieldType.UInt32 or FieldType.Fixed32 => "a whole number of 32 bits, not negative",
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => "a whole number of 64 bits",
        FieldType.UInt64 or FieldType.Fixed64 => "a whole number of 64 bits, not negative",
        FieldType.Bytes => "base64",
        _ => "text",
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Words(JsonElement element)
    {
        var raw = element.GetRawText();
        return element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            _ => raw.Length <= 80 ? raw : raw[..80] + "…",
        };
    }
}
