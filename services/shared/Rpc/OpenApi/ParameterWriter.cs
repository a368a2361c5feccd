using System.Text.Json.Nodes;
using FactoryTwin.Rpc.Transcoding;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>Writes the parameters of one rule: what is in the path, in the query and in the headers.</summary>
internal sealed class ParameterWriter(SchemaWriter schemas, RestBinding binding, PathParameters path)
{
    /// <summary>How deep messages within messages are spread into query parameters.</summary>
    private const int MaxQueryDepth = 3;

    private MethodDescriptor Method => binding.Method;

    public JsonArray Write() => [.. path.Names.Select(Path), .. Query(), .. Headers()];

    private JsonObject Path(PathParameter part)
    {
        JsonObject parameter = new() { ["name"] = part.Name, ["in"] = "path", ["required"] = true };
        var index = part.Variable is null ? -1 : binding.Template.Variables.ToList().IndexOf(part.Variable);
        var field = index >= 0 ? binding.PathFields[index][^1] : null;
        if (field is not null && part.Variable is { Count: 1 } && part.IsWhole)
        {
            Describe(parameter, field, schemas.Field(field));
            return parameter;
        }
        if (part.Variable is { } variable)
            parameter["description"] = $"The {{{part.Name}}} in {part.Form}, the request's {variable.Name}.";
        parameter["schema"] = new JsonObject { ["type"] = "string" };
        // Of an example such as "machines/oven/orders/A-1001", the part that stands where this parameter does.
        if (field is not null && Examples.OfComment(field) is { } example && Examples.Text(example).Split('/') is { } segments && segments.Length == part.Variable!.Count)
            parameter["example"] = segments[part.Segment - part.Variable.Start];
        return parameter;
    }

    private IEnumerable<JsonNode> Query() => binding.WholeBody ? [] : Query(Method.InputType, "", "", 0);

    private IEnumerable<JsonNode> Query(MessageDescriptor message, string prefix, string protoPrefix, int depth)
    {
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            var proto = protoPrefix + field.Name;
            if (field.IsMap || (depth == 0 && field == binding.BodyField) || binding.PathFields.Any(fields => FieldPaths.Text(fields) == proto))
                continue;
            if (field.FieldType != FieldType.Message || WellKnown.IsText(field.MessageType))
            {
                yield return Parameter(field, prefix + field.JsonName);
            }
            else if (!field.IsRepeated && !WellKnown.HasOwnJson(field.MessageType) && depth < MaxQueryDepth)
            {
                foreach (var nested in Query(field.MessageType, $"{prefix}{field.JsonName}.", proto + ".", depth + 1))
                    yield return nested;
            }
        }
    }

    private JsonObject Parameter(FieldDescriptor field, string name)
    {
        JsonObject parameter = new() { ["name"] = name, ["in"] = "query" };
        if (SchemaWriter.Has(field, FieldBehavior.Required))
            parameter["required"] = true;
        Describe(parameter, field, schemas.Field(field));
        return parameter;
    }

    /// <summary>Moves what a schema says about itself to the parameter, where readers look for it.</summary>
    private static void Describe(JsonObject parameter, FieldDescriptor field, JsonObject schema)
    {
        foreach (var key in new[] { "description", "deprecated" })
        {
            if (schema.Remove(key, out var value))
                parameter[key] = value;
        }
        if (schema.Remove("examples", out var examples) && examples is JsonArray { Count: > 0 } list)
            parameter["example"] = list[0]!.DeepClone();
        schema.Remove("readOnly");
        parameter["schema"] = schema;
    }

    private IEnumerable<JsonNode> Headers()
    {
        if (Etags.IsGuarded(binding))
            yield return Header("If-Match", "The etag that the caller has seen, in quotes: the call is refused (412) where it is no longer the stored one.");
        if (Etags.IsCompared(binding))
            yield return Header("If-None-Match", "The etag that the caller has seen, in quotes: answered with 304 and without a body where it is still the stored one.");
        if (Downloads.Is(binding))
        {
            foreach (var (name, description) in Downloads.Sent())
                yield return Header(name, description);
        }
        if (Method.IsServerStreaming && !binding.HasRawResponse)
            yield return Header("Last-Event-ID", "The id of the last event that the caller has seen, to go on after it. Sent by browsers that reconnect.");
    }

    private static JsonObject Header(string name, string description) => new()
    {
        ["name"] = name,
        ["in"] = "header",
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };
}
