using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>Reads the headers and trailers of an answer.</summary>
internal static class ResponseHead
{
    /// <summary>The failure of an answer that is no gRPC, or null.</summary>
    public static Status? Check(HttpResponseMessage response)
    {
        if (response.Headers.NonValidated.Contains(RpcHeaders.Status)) return null;
        if (response.StatusCode != HttpStatusCode.OK)
            return new Status(FromHttp(response.StatusCode), $"The server answered HTTP {(int)response.StatusCode}.");
        return RpcHeaders.IsGrpc(response.Content.Headers.ContentType?.ToString())
            ? null
            : new Status(StatusCode.Unknown, $"The server answered content of type '{response.Content.Headers.ContentType}' instead of {RpcHeaders.ContentType}.");
    }

    public static bool TryGetStatus(HttpHeaders headers, out Status status)
    {
        status = default;
        if (!headers.NonValidated.TryGetValues(RpcHeaders.Status, out var values)) return false;
        var message = headers.NonValidated.TryGetValues(RpcHeaders.Message, out var texts) ? MessageTextCodec.Decode(texts.ToString()) : "";
        var known = int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code <= (int)StatusCode.Unauthenticated;
        status = known ? new Status((StatusCode)code, message) : new Status(StatusCode.Unknown, $"Status {values}: {message}");
        return true;
    }

    public static string? Encoding(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(RpcHeaders.Encoding, out var values) ? values.ToString() : null;

    public static Metadata ReadMetadata(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            if (RpcHeaders.IsReserved(name)) continue;
            foreach (var value in values) MetadataCodec.Add(metadata, name, value);
        }
        return metadata;
    }

    /// <summary>As gRPC maps the answers of proxies.</summary>
    private static StatusCode FromHttp(HttpStatusCode code) => code switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
