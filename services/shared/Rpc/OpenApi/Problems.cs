using System.Text.Json.Nodes;
using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>How a document tells of errors.</summary>
internal static class Problems
{
    public const string SchemaName = "Problem";

    /// <summary>What stands for all that is not listed.</summary>
    private const string Other = "Problem";

    /// <summary>The HTTP statuses of errors, their names as components, and the gRPC codes that they stand for.</summary>
    private static readonly (string Status, string Name, string Text)[] Known =
    [
        ("400", "Invalid", "The request cannot be carried out as it is: INVALID_ARGUMENT (the fields are named), OUT_OF_RANGE, or FAILED_PRECONDITION."),
        ("401", "Unauthenticated", "UNAUTHENTICATED: there is no token, or it is not good (any more)."),
        ("403", "Forbidden", "PERMISSION_DENIED: the caller has none of the roles that the call asks for."),
        ("404", "NotFound", "NOT_FOUND: there is no such resource."),
        ("409", "Conflict", "ALREADY_EXISTS, or ABORTED: somebody else was faster; where an etag was sent, its code is ETAG_MISMATCH."),
        ("412", "Changed", "The If-Match header does not hold: what is stored has another etag by now."),
        ("413", "TooLarge", "BODY_TOO_LARGE: the body is beyond the limit."),
        ("415", "MediaType", "UNSUPPORTED_MEDIA_TYPE: the body is of a type that the call does not take."),
        ("429", "TooMany", "RESOURCE_EXHAUSTED: too many calls; Retry-After says when to try again."),
        ("503", "Unavailable", "UNAVAILABLE: the service is away; Retry-After says when to try again."),
        ("504", "TimedOut", "DEADLINE_EXCEEDED: it took too long."),
    ];

    /// <summary>The statuses that a call can fail with, besides those of any call.</summary>
    public static IEnumerable<string> Of(RestBinding binding, MethodAccess access)
    {
        var comment = Comments.Of(binding.Method) ?? "";
        foreach (var (status, _, text) in Known)
        {
            var can = status switch
            {
                "400" => binding.HasBody || binding.Method.InputType.Fields.InDeclarationOrder().Count > 0,
                "401" => !access.Anonymous,
                "403" => access.Roles.Count > 0,
                "404" => binding.PathFields.Count > 0,
                "409" => Etags.IsGuarded(binding) || binding.Method.Name.StartsWith("Create", StringComparison.Ordinal),
                "412" => Etags.IsGuarded(binding),
                "413" or "415" => binding.HasBody,
                _ => true,
            };
            // A contract says in its comment what else it refuses, by the names of the codes.
            if (can || Codes(text).Any(code => comment.Contains(code, StringComparison.Ordinal)))
                yield return status;
        }
    }

    public static JsonObject Reference(string? status) => new()
    {
        ["$ref"] = "#/components/responses/" + (status is null ? Other : Known.Single(known => known.Status == status).Name),
    };

    public static JsonObject Responses()
    {
        JsonObject responses = new() { [Other] = Response("The call failed (RFC 9457).", "500") };
        foreach (var (status, name, text) in Known)
            responses[name] = Response(text, status);
        return responses;
    }

    private static JsonObject Response(string text, string status)
    {
        JsonObject media = new() { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/" + SchemaName } };
        JsonObject response = new() { ["description"] = text, ["content"] = new JsonObject { [Problem.ContentType] = media } };
        if (status is "429" or "503")
            response["headers"] = new JsonObject { ["Retry-After"] = new JsonObject { ["description"] = "Seconds.", ["schema"] = new JsonObject { ["type"] = "string" } } };
        return response;
    }

    /// <summary>The names of codes in a text.</summary>
    private static IEnumerable<string> Codes(string text) =>
        text.Split([' ', ':', ',', '.', '(', ')', ';']).Where(word => word.Length > 3 && word.All(letter => char.IsUpper(letter) || letter == '_'));

    public static JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["type"] = Text("Names the kind of the problem."),
            ["title"] = Text("The HTTP status in words."),
            ["status"] = new JsonObject { ["type"] = "integer", ["description"] = "The HTTP status." },
            ["detail"] = Text("What is wrong, for a person."),
            ["code"] = Text("What is wrong, for a program; stable."),
            ["errors"] = new JsonObject
            {
                ["type"] = "array",
                ["description"] = "The fields at fault.",
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["field"] = Text("Its path, as the caller writes it."), ["description"] = Text("What would be right.") },
                    ["required"] = new JsonArray("field", "description"),
                },
            },
            ["requestId"] = Text("The X-Request-Id of the call; name it when asking for help."),
        },
        ["required"] = new JsonArray("type", "title", "status", "detail", "code", "errors", "requestId"),
    };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
}
