using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Chooses the form of an answer by the Accept header (RFC 9110 §12.5.1).</summary>
internal static class Acceptable
{
    public const string Json = "application/json";
    public const string Events = "text/event-stream";
    public const string NdJson = "application/x-ndjson";
    public const string JsonLines = "application/jsonl";

    private static readonly string[] One = [Json];
    private static readonly string[] Stream = [Events, NdJson, JsonLines];

    /// <summary>True where a body is JSON lines.</summary>
    public static bool IsJsonLines(string? contentType) =>
        contentType is not null && (IsMedia(contentType, NdJson) || IsMedia(contentType, JsonLines));

    /// <summary>The form of an answer of JSON.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT, NOT_ACCEPTABLE (406): the caller takes none of the forms.</exception>
    public static string Choose(HttpRequest request, bool stream)
    {
        var forms = stream ? Stream : One;
        var accept = request.Headers.Accept;
        if (accept.Count == 0 || (accept.Count == 1 && (accept[0] is "*/*" || accept[0] == forms[0])))
            return forms[0];
        if (!MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var ranges))
            throw RpcErrors.InvalidArgument(("Accept", "This is no list of media types."));
        var best = forms.Select(form => (Form: form, Rank: Rank(form, ranges))).MaxBy(each => each.Rank);
        return best.Rank.Quality > 0 ? best.Form : throw RpcErrors.Create(
            StatusCode.InvalidArgument, Problem.NotAcceptable, $"The answer comes as {string.Join(", ", forms)}; the Accept header takes none of these.");
    }

    /// <summary>What the most specific range says of a form, and how specific that is.</summary>
    private static (double Quality, int Specific) Rank(string form, IList<MediaTypeHeaderValue> ranges)
    {
        var range = ranges.Where(each => new MediaTypeHeaderValue(form).IsSubsetOf(new MediaTypeHeaderValue(each.MediaType))).MaxBy(Specific);
        return range is null ? (0, 0) : (range.Quality ?? 1, Specific(range));
    }

    private static int Specific(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;

    private static bool IsMedia(string contentType, string media) =>
        contentType.StartsWith(media, StringComparison.OrdinalIgnoreCase) && (contentType.Length == media.Length || contentType[media.Length] is ';' or ' ');
}
