using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FactoryTwin.Rpc.Transcoding;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>Writes what a rule's request and answer carry, by media type.</summary>
internal sealed partial class BodyWriter(SchemaWriter schemas, RestBinding binding)
{
    private const string AnyType = "*/*";

    private MethodDescriptor Method => binding.Method;

    /// <summary>False where nothing in the body must be there.</summary>
    public bool IsRequired =>
        binding.HasRawBody || binding.BodyField is not null
        || Method.InputType.Fields.InDeclarationOrder().Except(Bound()).Any(each => SchemaWriter.Has(each, FieldBehavior.Required));

    public JsonObject Request()
    {
        if (binding.HasRawBody)
            return Raw();
        var (schema, example) = Body();
        if (!Method.IsClientStreaming)
            return new() { ["application/json"] = Media(schema, example) };
        return new()
        {
            ["application/x-ndjson"] = Media(schema, example),
            ["application/json"] = Media(
                new JsonObject { ["type"] = "array", ["items"] = schema.DeepClone() }, example is null ? null : new JsonArray(example.DeepClone())),
        };
    }

    public JsonObject Answer()
    {
        if (binding.HasRawResponse)
            return new() { [AnyType] = Bytes() };
        var schema = binding.ResponseField is { } field ? schemas.Field(field) : schemas.Message(Method.OutputType);
        JsonNode? example = binding.ResponseField is null && !WellKnown.HasOwnJson(Method.OutputType) ? Examples.OfMessage(Method.OutputType, sent: false) : null;
        if (!Method.IsServerStreaming)
            return new() { ["application/json"] = Media(schema, example) };
        var events = new JsonObject
        {
            ["type"] = "string",
            ["description"] = $"Server-sent events; the data of each is the JSON of {Method.OutputType.FullName}. \"end\" and \"error\" end the stream.",
            ["x-event-schema"] = schema.DeepClone(),
        };
        return new()
        {
            ["text/event-stream"] = Media(events, example is null ? null : $"id: 1\ndata: {example.ToJsonString()}\n\n"),
            ["application/x-ndjson"] = Media(schema, example),
        };
    }

    private (JsonObject Schema, JsonNode? Example) Body()
    {
        var partial = binding.HttpMethod == "PATCH";
        if (binding.BodyField is { } field)
        {
            var whole = field is { FieldType: FieldType.Message, IsRepeated: false } && !WellKnown.HasOwnJson(field.MessageType);
            var schema = partial && whole ? schemas.Object(field.MessageType, field.MessageType.Fields.InDeclarationOrder(), partial: true) : schemas.Field(field);
            return (schema, whole ? Examples.OfMessage(field.MessageType, sent: true) : null);
        }
        var bound = Bound();
        return (
            schemas.Object(Method.InputType, Method.InputType.Fields.InDeclarationOrder().Where(each => !bound.Contains(each)), partial),
            Examples.OfMessage(Method.InputType, sent: true, bound));
    }

    /// <summary>The fields that the path binds.</summary>
    private HashSet<FieldDescriptor> Bound() => [.. binding.PathFields.Where(fields => fields.Count == 1).Select(fields => fields[0])];

    /// <summary>Raw bytes: of the type that the method's comment names ("Content-Type text/csv"), or of any.</summary>
    private JsonObject Raw() =>
        Comments.Of(Method) is { } comment && ContentType().Match(comment) is { Success: true } match
            ? new() { [match.Groups["type"].Value] = Bytes() }
            : new() { [AnyType] = Bytes() };

    private static JsonObject Bytes() => new() { ["schema"] = new JsonObject { ["description"] = "The bytes as they are, with their own content type." } };

    private static JsonObject Media(JsonObject schema, JsonNode? example)
    {
        JsonObject media = new() { ["schema"] = schema };
        if (example is not null)
            media["example"] = example.DeepClone();
        return media;
    }

    [GeneratedRegex(@"Content-Type (?<type>[a-z]+/[a-z0-9.+-]*[a-z0-9])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContentType();
}
