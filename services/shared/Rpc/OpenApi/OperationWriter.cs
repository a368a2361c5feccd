using System.Text.Json.Nodes;
using FactoryTwin.Rpc.Transcoding;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>Writes the operation of one rule.</summary>
internal sealed class OperationWriter(SchemaWriter schemas, RestBinding binding, PathParameters path, MethodAccess access)
{
    /// <summary>How deep messages within messages are spread into query parameters.</summary>
    private const int MaxQueryDepth = 3;

    private MethodDescriptor Method => binding.Method;

    /// <summary>The part of the package before its version: "energy" of "factorytwin.energy.v1".</summary>
    private string Area => Method.File.Package.Split('.') is { Length: > 1 } parts ? parts[^2] : Method.File.Package;

    /// <param name="number">0 for the rule itself, from 1 on for its additional bindings.</param>
    public JsonObject Write(int number)
    {
        JsonObject operation = new()
        {
            ["operationId"] = string.Join('_', Area, Method.Service.Name, Method.Name) + (number == 0 ? "" : $"_{number + 1}"),
            ["tags"] = new JsonArray(Method.Service.FullName),
        };
        if (Comments.Of(Method) is { } comment)
        {
            operation["summary"] = comment.Split(". ")[0].TrimEnd('.') + ".";
            operation["description"] = comment;
        }
        JsonArray parameters = [.. path.Names.Select(each => Path(each.Name, each.Variable)), .. Query()];
        if (parameters.Count > 0)
            operation["parameters"] = parameters;
        if (binding.HasBody)
            operation["requestBody"] = new JsonObject { ["content"] = Body() };
        operation["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = Comments.Of(Method.OutputType) ?? "The answer.", ["content"] = Answer() },
            ["default"] = Problems.Reference(),
        };
        operation["security"] = access.Anonymous ? [] : new JsonArray(new JsonObject { ["bearer"] = new JsonArray() });
        if (access.Roles.Count > 0)
            operation["x-roles"] = new JsonArray([.. access.Roles.Select(role => (JsonNode?)role)]);
        return operation;
    }

    private JsonNode Path(string name, PathVariable? variable)
    {
        JsonObject parameter = new() { ["name"] = name, ["in"] = "path", ["required"] = true };
        var index = variable is null ? -1 : binding.Template.Variables.ToList().IndexOf(variable);
        if (variable is { Count: 1 } && index >= 0)
        {
            var field = binding.PathFields[index][^1];
            if (Comments.Of(field) is { } comment)
                parameter["description"] = comment;
            var schema = schemas.Field(field);
            schema.Remove("description");
            parameter["schema"] = schema;
        }
        else
        {
            if (variable is not null)
                parameter["description"] = $"A part of {variable.Name}.";
            parameter["schema"] = new JsonObject { ["type"] = "string" };
        }
        return parameter;
    }

    private IEnumerable<JsonNode> Query()
    {
        if (binding.WholeBody)
            return [];
        return Query(Method.InputType, "", "", 0);
    }

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
        var schema = schemas.Field(field);
        JsonObject parameter = new() { ["name"] = name, ["in"] = "query" };
        if (schema["description"] is { } description)
        {
            parameter["description"] = description.DeepClone();
            schema.Remove("description");
        }
        if (SchemaWriter.Has(field, FieldBehavior.Required))
            parameter["required"] = true;
        parameter["schema"] = schema;
        return parameter;
    }

    private JsonObject Body()
    {
        if (binding.HasRawBody)
            return new() { ["*/*"] = new JsonObject { ["schema"] = new JsonObject { ["description"] = "The bytes as they are, with their own content type." } } };
        var schema = Schema();
        if (!Method.IsClientStreaming)
            return new() { ["application/json"] = Media(schema) };
        return new()
        {
            ["application/x-ndjson"] = Media(schema),
            ["application/json"] = Media(new JsonObject { ["type"] = "array", ["items"] = schema.DeepClone() }),
        };
    }

    private JsonObject Schema()
    {
        var partial = binding.HttpMethod == "PATCH";
        if (binding.BodyField is { } field)
        {
            return partial && field is { FieldType: FieldType.Message, IsRepeated: false } && !WellKnown.HasOwnJson(field.MessageType)
                ? schemas.Object(field.MessageType, field.MessageType.Fields.InDeclarationOrder(), partial: true)
                : schemas.Field(field);
        }
        var bound = binding.PathFields.Where(fields => fields.Count == 1).Select(fields => fields[0]).ToHashSet();
        return schemas.Object(Method.InputType, Method.InputType.Fields.InDeclarationOrder().Where(each => !bound.Contains(each)), partial);
    }

    private JsonObject Answer()
    {
        if (binding.HasRawResponse)
            return new() { ["*/*"] = new JsonObject { ["schema"] = new JsonObject { ["description"] = "The bytes as they are, with their own content type." } } };
        var schema = binding.ResponseField is { } field ? schemas.Field(field) : schemas.Message(Method.OutputType);
        if (!Method.IsServerStreaming)
            return new() { ["application/json"] = Media(schema) };
        var events = new JsonObject
        {
            ["type"] = "string",
            ["description"] = $"Server-sent events; the data of each is the JSON of {Method.OutputType.FullName}. \"end\" and \"error\" end the stream.",
        };
        return new() { ["text/event-stream"] = Media(events), ["application/x-ndjson"] = Media(schema) };
    }

    private static JsonObject Media(JsonObject schema) => new() { ["schema"] = schema };
}
