using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Writes problems as application/problem+json.</summary>
public static class ProblemWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers with the problem. The response must not have started.</summary>
    public static async Task WriteProblemAsync(this HttpContext http, Problem problem)
    {
        http.Response.StatusCode = problem.Status;
        http.Response.ContentType = Problem.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Remove("ETag");
        http.Response.ContentLength = null;
        if (problem.RetryAfter is { } delay)
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (problem.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        await http.Response.Body.WriteAsync(ToJson(problem, RequestIds.Of(http)), http.RequestAborted);
    }

    /// <summary>The problem as JSON, UTF-8, on one line.</summary>
    public static byte[] ToJson(Problem problem, string requestId)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", problem.Type);
            json.WriteString("title", problem.Title);
            json.WriteNumber("status", problem.Status);
            json.WriteString("detail", problem.Detail);
            json.WriteString("code", problem.Code);
            json.WriteStartArray("errors");
            foreach (var (field, description) in problem.Errors)
            {
                json.WriteStartObject();
                json.WriteString("field", field);
                json.WriteString("description", description);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("requestId", requestId);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    internal static string ToText(Problem problem, string requestId) => Encoding.UTF8.GetString(ToJson(problem, requestId));
}
