using System.Text.Json;
using FactoryTwin.Fuzz.Wire;
using Grpc.Core;

namespace FactoryTwin.Fuzz.Verdicts;

/// <summary>Judges an answer: null where it is fair, else what is wrong with it.</summary>
internal static class Verdict
{
    /// <summary>Statuses with which the web server itself turns away, before any code of ours, what is no HTTP; it closes the connection and sends no body.</summary>
    private static readonly int[] NoHttp = [400, 405, 408, 411, 413, 414, 431];

    /// <summary>What of 5xx is the client's fault: a version of HTTP (RFC 9110 §15.6.6), a transfer coding (RFC 9112 §6.1) that nobody speaks.</summary>
    private static readonly int[] NotSpoken = [501, 505];

    /// <summary>What stack traces and types of exceptions look like.</summary>
    private static readonly string[] Traces = ["Exception", "   at ", ".cs:line ", "System.", "Microsoft.", "Google.Protobuf.", "FactoryTwin."];

    /// <summary>HTTP/2's code for a fault of the server (RFC 9113 §7).</summary>
    private const int InternalError = 2;

    /// <summary>An INTERNAL that is an exception of ours tells nothing but its id.</summary>
    private const string OurFault = "Internal error ";

    /// <param name="answer">What came.</param>
    /// <param name="fault">What was wrong with the call.</param>
    public static string? Grpc(Answer answer, GrpcFault fault)
    {
        if (Leak(answer.GrpcMessage) is { } leak)
            return leak;
        if (answer.GoAway == InternalError)
            return "the connection was ended with INTERNAL_ERROR";
        if (answer.GrpcStatus is not { } text)
            return answer.Reset is { } code ? Reset(code) : Http(answer, grpc: true);
        if (!int.TryParse(text, out var number) || !Enum.IsDefined((StatusCode)number))
            return $"grpc-status {text}";
        var status = (StatusCode)number;
        if (answer.GrpcMessage.StartsWith(OurFault, StringComparison.Ordinal))
            return $"{status}: {answer.GrpcMessage} ({fault.Name})";
        return GrpcFaults.Fair.Contains(status) || fault.May.Contains(status) ? null : $"{status} for {fault.Name}: {answer.GrpcMessage}";
    }

    /// <summary>REST, and whatever is no gRPC.</summary>
    public static string? Http(Answer answer, bool grpc = false, bool head = false)
    {
        if (answer.GoAway == InternalError)
            return "the connection was ended with INTERNAL_ERROR";
        if (answer.Reset is { } code)
            return Reset(code);
        if (answer.Status == 0)
            return answer.Ended ? "an answer without status" : null;
        if (IsNotSpoken(answer))
            return null;
        if (answer.Status >= 500)
            return $"HTTP {answer.Status}: {answer.Text}";
        if (answer.Status < 400)
            return answer.Ended && !head && answer.Status == 200 && answer.ContentType.StartsWith("application/json", StringComparison.Ordinal) ? NotJson(answer) : null;
        if (Leak(answer.Text) is { } leak)
            return leak;
        if (answer.Body.Length == 0 && (grpc || head || IsNotHttp(answer)))
            return null;
        if (!answer.ContentType.StartsWith("application/problem+json", StringComparison.Ordinal))
            return $"HTTP {answer.Status} with '{answer.ContentType}': {answer.Text}";
        return answer.Ended ? NotProblem(answer) : null;
    }

    /// <summary>What stack traces and exceptions look like.</summary>
    public static string? Leak(string text) =>
        Traces.FirstOrDefault(trace => text.Contains(trace, StringComparison.Ordinal)) is { } trace ? $"tells '{trace}' in: {text}" : null;

    private static string? Reset(int code) => code == InternalError ? "the stream was cut with INTERNAL_ERROR" : null;

    private static bool IsNotHttp(Answer answer) => NoHttp.Contains(answer.Status) && answer.Header("connection") is "close" or null;

    private static bool IsNotSpoken(Answer answer) => NotSpoken.Contains(answer.Status) && answer.Body.Length == 0;

    private static string? NotJson(Answer answer)
    {
        if (answer.Body.Length >= Answer.MostBody)
            return null;
        try
        {
            using var _ = JsonDocument.Parse(answer.Plain, new JsonDocumentOptions { MaxDepth = 1000 });
            return null;
        }
        catch (JsonException fault)
        {
            return $"the answer is no JSON: {fault.Message}";
        }
    }

    private static string? NotProblem(Answer answer)
    {
        try
        {
            using var problem = JsonDocument.Parse(answer.Plain);
            var status = problem.RootElement.GetProperty("status").GetInt32();
            return status == answer.Status && problem.RootElement.GetProperty("code").GetString() is { Length: > 0 } ? null : $"the problem does not fit HTTP {answer.Status}: {answer.Text}";
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return $"the problem cannot be read ({fault.Message}): {answer.Text}";
        }
    }

}
