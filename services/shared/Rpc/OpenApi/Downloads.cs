using System.Text.Json.Nodes;
using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>What a document says of files that come as a stream: they have an ETag and are sent in parts where <see cref="Download"/> describes them.</summary>
internal static class Downloads
{
    /// <summary>True where the rule sends a file.</summary>
    public static bool Is(RestBinding binding) => binding is { HttpMethod: "GET", HasRawResponse: true } && binding.Method.IsServerStreaming;

    /// <summary>The headers that a caller may send: their names and what they do.</summary>
    public static IEnumerable<(string Name, string Description)> Sent() =>
    [
        ("Range", "One range of bytes, for example bytes=0-1023: answered with 206 and these alone. Several at once are answered with the whole."),
        ("If-Range", "The ETag of the part that the caller has: where the file is another by now, the whole is sent."),
        ("If-None-Match", "The ETag of what the caller has, in quotes: answered with 304 and without a body where it is still the same."),
    ];

    /// <summary>Adds the answers and headers to those that any call has.</summary>
    public static void Describe(JsonObject responses, JsonObject content)
    {
        var good = responses["200"]!.AsObject();
        good["headers"] = Headers(("ETag", Etag), ("Accept-Ranges", "bytes: parts of it can be had."));
        responses["206"] = new JsonObject
        {
            ["description"] = "The bytes that Range asks for.",
            ["headers"] = Headers(("ETag", Etag), ("Content-Range", "Which bytes these are, and how many there are in all: bytes 0-1023/4096.")),
            ["content"] = content.DeepClone(),
        };
        responses["304"] = new JsonObject { ["description"] = "What the caller has is still right (If-None-Match)." };
        responses["416"] = new JsonObject
        {
            ["description"] = "There are no such bytes.",
            ["headers"] = Headers(("Content-Range", "How many bytes there are: bytes */4096.")),
        };
    }

    private const string Etag = "Tells this version of the file from every other, in quotes.";

    private static JsonObject Headers(params ReadOnlySpan<(string Name, string Description)> headers)
    {
        JsonObject all = [];
        foreach (var (name, description) in headers)
            all[name] = new JsonObject { ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" } };
        return all;
    }
}
