using System.Text.Json.Nodes;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>Writes the operation of one rule.</summary>
internal sealed class OperationWriter(SchemaWriter schemas, RestBinding binding, PathParameters path, MethodAccess access)
{
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
        if (IsDeprecated(Method))
            operation["deprecated"] = true;
        var parameters = new ParameterWriter(schemas, binding, path).Write();
        if (parameters.Count > 0)
            operation["parameters"] = parameters;
        BodyWriter body = new(schemas, binding);
        if (binding.HasBody)
            operation["requestBody"] = new JsonObject { ["required"] = body.IsRequired, ["content"] = body.Request() };
        operation["responses"] = Responses(body);
        operation["security"] = Security();
        if (access.Roles.Count > 0)
            operation["x-roles"] = Roles(access.Roles);
        return operation;
    }

    private static bool IsDeprecated(MethodDescriptor method) =>
        method.GetOptions()?.Deprecated == true || method.Service.GetOptions()?.Deprecated == true;

    private JsonObject Responses(BodyWriter body)
    {
        var description = binding.HasRawResponse ? "The bytes as they are." : Comments.Of(Method.OutputType) ?? "The answer.";
        JsonObject good = new() { ["description"] = description };
        if (Etags.IsTold(binding))
            good["headers"] = new JsonObject { ["ETag"] = new JsonObject { ["$ref"] = "#/components/headers/ETag" } };
        var content = body.Answer();
        good["content"] = content;
        JsonObject responses = new() { ["200"] = good };
        if (Downloads.Is(binding))
            Downloads.Describe(responses, content);
        if (Etags.IsCompared(binding))
            responses["304"] = new JsonObject { ["description"] = "What the caller has is still right (If-None-Match)." };
        foreach (var status in Problems.Of(binding, access))
            responses[status] = Problems.Reference(status);
        responses["default"] = Problems.Reference(null);
        return responses;
    }

    /// <summary>Any one of the roles will do; OpenAPI 3.1 names the roles that a token needs where OAuth names its scopes.</summary>
    private JsonArray Security() => access switch
    {
        { Anonymous: true } => [],
        { Roles.Count: 0 } => [new JsonObject { ["bearer"] = new JsonArray() }],
        _ => [.. access.Roles.Select(role => new JsonObject { ["bearer"] = Roles([role]) })],
    };

    private static JsonArray Roles(IEnumerable<string> roles) => [.. roles.Select(role => (JsonNode?)role)];
}
