using System.Text.Json.Nodes;
using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>How a document tells of errors.</summary>
internal static class Problems
{
    public const string SchemaName = "Problem";

    public const string ResponseName = "Problem";

    public static JsonObject Reference() => new() { ["$ref"] = "#/components/responses/" + ResponseName };

    public static JsonObject Response() => new()
    {
        ["description"] = "The call failed (RFC 9457).",
        ["content"] = new JsonObject
        {
            [Problem.ContentType] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/" + SchemaName } },
        },
    };

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
                    ["properties"] = new JsonObject { ["field"] = Text("Its path, in proto names."), ["description"] = Text("What would be right.") },
                    ["required"] = new JsonArray("field", "description"),
                },
            },
            ["requestId"] = Text("The X-Request-Id of the call; name it when asking for help."),
        },
        ["required"] = new JsonArray("type", "title", "status", "detail", "code", "errors", "requestId"),
    };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
}
