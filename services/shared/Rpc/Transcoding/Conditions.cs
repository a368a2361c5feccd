using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The preconditions of one request (RFC 9110 §13.1), to be judged by the etags of resources (AIP-154).</summary>
internal sealed class Conditions
{
    /// <summary>ErrorInfo reason of a resource whose etag is another than the request's.</summary>
    public const string Mismatch = "ETAG_MISMATCH";

    private const int MaxTags = 8;
    private static readonly Conditions None = new([], []);
    private readonly IList<EntityTagHeaderValue> _ifMatch;
    private readonly IList<EntityTagHeaderValue> _ifNoneMatch;

    private Conditions(IList<EntityTagHeaderValue> ifMatch, IList<EntityTagHeaderValue> ifNoneMatch) => (_ifMatch, _ifNoneMatch) = (ifMatch, ifNoneMatch);

    /// <summary>
    /// The etags that may stand for If-Match in a request that changes something, in the caller's order; a single null where there is
    /// no such header, or it is "*".
    /// </summary>
    public IReadOnlyList<string?> Candidates { get; private init; } = [null];

    private bool MatchesAnything => _ifMatch is [{ } only] && only.Equals(EntityTagHeaderValue.Any);

    /// <exception cref="RpcException">INVALID_ARGUMENT: a header cannot be read. ABORTED, ETAG_MISMATCH: the condition cannot hold.</exception>
    public static Conditions Of(HttpRequest request, RestBinding binding)
    {
        if (request.Headers.IfMatch.Count == 0 && request.Headers.IfNoneMatch.Count == 0)
            return None;
        var ifMatch = Parse(request.Headers.IfMatch, "If-Match");
        var ifNoneMatch = Parse(request.Headers.IfNoneMatch, "If-None-Match");
        var conditions = new Conditions(ifMatch, ifNoneMatch);
        if (Reads(request))
            return conditions;
        if (ifNoneMatch.Count > 0 && !HttpMethods.IsPost(request.Method))
            throw RpcErrors.Aborted(Mismatch, "If-None-Match does not hold: what this changes is there already.");
        if (ifMatch.Count == 0 || conditions.MatchesAnything)
            return conditions;
        if (!Preconditions.Takes(binding))
            throw RpcErrors.InvalidArgument(("If-Match", "This call takes no etag: the condition could not be kept."));
        // A weak tag never matches here (§13.1.1): it tells no two versions apart that differ a little.
        var strong = ifMatch.Where(tag => !tag.IsWeak).Select(tag => (string?)tag.Tag.ToString()[1..^1]).Distinct(StringComparer.Ordinal).ToArray();
        return strong.Length > 0
            ? new Conditions(ifMatch, ifNoneMatch) { Candidates = strong }
            : throw RpcErrors.Aborted(Mismatch, "If-Match holds weak etags only, and these never match.");
    }

    /// <summary>Judges what a GET found. 412 or 304; null where the answer goes out.</summary>
    /// <param name="etag">The quoted etag; null where what was found has none.</param>
    public int? Judge(HttpRequest request, string? etag)
    {
        if (!Reads(request) || this == None)
            return null;
        var found = etag is null ? null : EntityTagHeaderValue.Parse(etag);
        if (_ifMatch.Count > 0 && !MatchesAnything && (found is null || !_ifMatch.Any(tag => tag.Compare(found, useStrongComparison: true))))
            return StatusCodes.Status412PreconditionFailed;
        return found is not null && _ifNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(found, useStrongComparison: false))
            ? StatusCodes.Status304NotModified : null;
    }

    /// <summary>True where the call failed because a precondition of the headers did not hold: 412, and not what the status says.</summary>
    public bool Explains(Problem problem) =>
        (_ifMatch.Count > 0 && problem.Code == Mismatch)
        || (MatchesAnything && problem.Status == StatusCodes.Status404NotFound)
        || (_ifNoneMatch.Count > 0 && problem.Code == "ALREADY_EXISTS");

    private static bool Reads(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static IList<EntityTagHeaderValue> Parse(Microsoft.Extensions.Primitives.StringValues header, string name)
    {
        if (header.Count == 0)
            return [];
        return EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out var tags) && tags.Count <= MaxTags
            ? tags : throw RpcErrors.InvalidArgument((name, $"At most {MaxTags} etags in quotes are expected, or *."));
    }
}
