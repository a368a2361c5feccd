using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>A field of the request that is wrong.</summary>
/// <param name="Field">Its proto path, for example "source.display_name".</param>
/// <param name="Description">What is wrong and what would be right.</param>
public sealed record ProblemField(string Field, string Description);

/// <summary>An error as RFC 9457 shows it: the REST side of <c>google.rpc.Status</c>.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable: ErrorInfo's reason, or the name of the status code.</param>
/// <param name="Detail">For a person.</param>
/// <param name="Errors">The fields at fault.</param>
/// <param name="RetryAfter">When to try again; null where trying again does not help.</param>
public sealed record Problem(int Status, string Code, string Detail, IReadOnlyList<ProblemField> Errors, TimeSpan? RetryAfter)
{
    /// <summary>Media type of the error's body.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>ErrorInfo reason of a body beyond a limit.</summary>
    public const string BodyTooLarge = "BODY_TOO_LARGE";

    /// <summary>ErrorInfo reason of a body of a media type that is not taken.</summary>
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";

    /// <summary>ErrorInfo reason of a caller who takes no form that an answer has.</summary>
    public const string NotAcceptable = "NOT_ACCEPTABLE";

    /// <summary>ErrorInfo reason of a path that exists for other methods only.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";

    /// <summary>ErrorInfo reason of a path whose interface was withdrawn.</summary>
    public const string InterfaceWithdrawn = "INTERFACE_WITHDRAWN";

    /// <summary>Names the kind of the problem.</summary>
    public string Type => "urn:factorytwin:problem:" + Code.ToLowerInvariant().Replace('_', '-');

    public string Title => ReasonPhrases.GetReasonPhrase(Status) is { Length: > 0 } phrase ? phrase : "Client Closed Request";

    public static Problem Of(RpcException fault) => Of(RpcErrors.GetStatus(fault));

    public static Problem Of(Google.Rpc.Status status)
    {
        var code = (StatusCode)status.Code;
        var reason = Find<ErrorInfo>(status)?.Reason;
        var fields = Find<BadRequest>(status)?.FieldViolations.Select(each => new ProblemField(each.Field, each.Description));
        return new Problem(
            Http(code, reason),
            string.IsNullOrEmpty(reason) ? Name(code) : reason,
            status.Message,
            [.. fields ?? []],
            Find<RetryInfo>(status)?.RetryDelay?.ToTimeSpan()
                ?? (code == StatusCode.Unavailable || (code == StatusCode.ResourceExhausted && reason != BodyTooLarge) ? TimeSpan.FromSeconds(1) : null));
    }

    /// <summary>The HTTP status of a code, as google/rpc/code.proto maps it.</summary>
    public static int Http(StatusCode code, string? reason = null) => reason switch
    {
        BodyTooLarge => 413,
        UnsupportedMediaType => 415,
        NotAcceptable => 406,
        MethodNotAllowed => 405,
        InterfaceWithdrawn => 410,
        _ => code switch
        {
            StatusCode.OK => 200,
            StatusCode.Cancelled => 499,
            StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
            StatusCode.Unauthenticated => 401,
            StatusCode.PermissionDenied => 403,
            StatusCode.NotFound => 404,
            StatusCode.AlreadyExists or StatusCode.Aborted => 409,
            StatusCode.ResourceExhausted => 429,
            StatusCode.Unimplemented => 501,
            StatusCode.Unavailable => 503,
            StatusCode.DeadlineExceeded => 504,
            _ => 500,
        },
    };

    /// <summary>The name as google/rpc/code.proto writes it.</summary>
    private static string Name(StatusCode code) =>
        string.Concat(code.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) && code != StatusCode.OK ? "_" + letter : letter.ToString())).ToUpperInvariant();

    private static T? Find<T>(Google.Rpc.Status status)
        where T : class, IMessage<T>, new()
    {
        var name = new T().Descriptor.FullName;
        var found = status.Details.FirstOrDefault(each => Any.GetTypeName(each.TypeUrl) == name);
        try
        {
            return found?.Unpack<T>();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
