using System.Text.Json.Nodes;
using FactoryTwin.Rpc.Transcoding;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>Writes the JSON Schemas of messages and enums, as the proto3 JSON mapping has them, each once.</summary>
internal sealed class SchemaWriter(Func<FieldDescriptor, string?> unit)
{
    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal);

    /// <summary>The schemas that were referred to, by full name.</summary>
    public JsonObject ToJson() => new(_schemas.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Key, each.Value)));

    /// <summary>A reference to a message's schema, or the schema itself where it has a JSON form of its own.</summary>
    public JsonObject Message(MessageDescriptor message)
    {
        if (WellKnownSchema(message) is { } known)
            return known;
        if (_schemas.TryAdd(message.FullName, []))
        {
            // The empty entry stands while its fields are written, which ends messages that hold themselves.
            foreach (var (name, value) in Object(message, message.Fields.InDeclarationOrder()).ToArray())
                _schemas[message.FullName][name] = value?.DeepClone();
        }
        return Reference(message.FullName);
    }

    /// <summary>An object of some fields of a message; a <paramref name="partial"/> one requires none of them.</summary>
    public JsonObject Object(MessageDescriptor message, IEnumerable<FieldDescriptor> fields, bool partial = false)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (var field in fields)
        {
            var written = Field(field);
            // What a partial object leaves out stays as it is.
            if (partial)
                written.Remove("default");
            properties[field.JsonName] = written;
            if (!partial && Has(field, FieldBehavior.Required))
                required.Add(field.JsonName);
        }
        JsonObject schema = new() { ["type"] = "object" };
        if (Comments.Of(message) is { } comment)
            schema["description"] = comment;
        schema["properties"] = properties;
        if (required.Count > 0)
            schema["required"] = required;
        return schema;
    }

    /// <summary>A field with its comment and behaviour.</summary>
    public JsonObject Field(FieldDescriptor field)
    {
        JsonObject schema;
        if (field.IsMap)
            schema = new() { ["type"] = "object", ["additionalProperties"] = Single(field.MessageType.FindFieldByNumber(2)) };
        else
            schema = field.IsRepeated ? new() { ["type"] = "array", ["items"] = Single(field) } : Single(field);
        if (Comments.Of(field) is { } comment)
            schema["description"] = comment;
        if (Has(field, FieldBehavior.OutputOnly))
            schema["readOnly"] = true;
        if (Has(field, FieldBehavior.InputOnly))
            schema["writeOnly"] = true;
        if (field.GetOptions()?.Deprecated == true)
            schema["deprecated"] = true;
        if (unit(field) is { } measured)
            schema["x-unit"] = measured;
        if (Default(field) is { } absent)
            schema["default"] = absent;
        if (Examples.OfComment(field) is { } example && example is JsonArray == field.IsRepeated)
            schema["examples"] = new JsonArray(example);
        return schema;
    }

    /// <summary>What absence means (proto3): null where it means that there is nothing, or where the field must be there.</summary>
    private static JsonNode? Default(FieldDescriptor field)
    {
        if (Has(field, FieldBehavior.Required) || (!field.IsRepeated && !field.IsMap && field.HasPresence))
            return null;
        return field switch
        {
            { IsMap: true } => new JsonObject(),
            { IsRepeated: true } => new JsonArray(),
            _ => field.FieldType switch
            {
                FieldType.Bool => false,
                FieldType.String or FieldType.Bytes => "",
                FieldType.Enum => field.EnumType.FindValueByNumber(0)?.Name,
                FieldType.Int64 or FieldType.UInt64 or FieldType.SInt64 or FieldType.Fixed64 or FieldType.SFixed64 => "0",
                _ => 0,
            },
        };
    }

    public static bool Has(FieldDescriptor field, FieldBehavior behavior) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(behavior) == true;

    private JsonObject Single(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message or FieldType.Group => Message(field.MessageType),
        FieldType.Enum => Enum(field.EnumType),
        FieldType.Bool => new() { ["type"] = "boolean" },
        FieldType.Bytes => new() { ["type"] = "string", ["contentEncoding"] = "base64" },
        FieldType.String => new() { ["type"] = "string" },
        FieldType.Double => Number("double"),
        FieldType.Float => Number("float"),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new() { ["type"] = "integer", ["format"] = "int32" },
        FieldType.UInt32 or FieldType.Fixed32 => new() { ["type"] = "integer", ["format"] = "uint32", ["minimum"] = 0 },
        FieldType.UInt64 or FieldType.Fixed64 => new() { ["type"] = "string", ["format"] = "uint64", ["pattern"] = "^[0-9]+$" },
        _ => new() { ["type"] = "string", ["format"] = "int64", ["pattern"] = "^-?[0-9]+$" },
    };

    private JsonObject Enum(EnumDescriptor type)
    {
        if (!_schemas.ContainsKey(type.FullName))
        {
            JsonObject schema = new() { ["type"] = "string" };
            var lines = type.Values.Where(value => Comments.Of(value) is not null).Select(value => $"{value.Name}: {Comments.Of(value)}");
            var description = string.Join('\n', (Comments.Of(type) is { } comment ? lines.Prepend(comment) : lines));
            if (description.Length > 0)
                schema["description"] = description;
            schema["enum"] = new JsonArray([.. type.Values.Select(value => (JsonNode?)value.Name)]);
            _schemas[type.FullName] = schema;
        }
        return Reference(type.FullName);
    }

    private JsonObject? WellKnownSchema(MessageDescriptor message) => WellKnown.Name(message) switch
    {
        "Timestamp" => new() { ["type"] = "string", ["format"] = "date-time" },
        "Duration" => new() { ["type"] = "string", ["pattern"] = @"^-?[0-9]+(\.[0-9]{1,9})?s$" },
        "FieldMask" => new() { ["type"] = "string" },
        "Struct" => new() { ["type"] = "object", ["additionalProperties"] = true },
        "ListValue" => new() { ["type"] = "array", ["items"] = new JsonObject() },
        "Value" => [],
        "Empty" => new() { ["type"] = "object" },
        "Any" => new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["@type"] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray("@type"),
            ["additionalProperties"] = true,
        },
        _ when WellKnown.IsWrapper(message) => Nullable(Single(WellKnown.Wrapped(message))),
        _ => null,
    };

    private static JsonObject Number(string format) => new() { ["type"] = "number", ["format"] = format };

    private static JsonObject Nullable(JsonObject schema) => new() { ["oneOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };

    private static JsonObject Reference(string name) => new() { ["$ref"] = "#/components/schemas/" + name };
}
