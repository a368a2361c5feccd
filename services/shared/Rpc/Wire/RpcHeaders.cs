namespace FactoryTwin.Rpc.Wire;

/// <summary>Names and values of the gRPC protocol over HTTP/2.</summary>
internal static class RpcHeaders
{
    public const string ContentType = "application/grpc";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string PreviousAttempts = "grpc-previous-rpc-attempts";
    public const string RetryPushback = "grpc-retry-pushback-ms";
    public const string Identity = "identity";
    public const string Gzip = "gzip";
    public const string AcceptedEncodings = "identity,gzip";

    /// <summary>The header by which a caller or handler asks for the compression of what it sends; it stays on this side.</summary>
    public const string CompressRequest = "grpc-internal-encoding-request";

    /// <summary>The protocol's own headers and HTTP's: no metadata.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        Status, Message, Timeout, Encoding, AcceptEncoding, CompressRequest, "grpc-message-type", "content-type", "content-length", "te",
        "host", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "trailer", "date", "server",
    };

    public static bool IsReserved(string name) => name.StartsWith(':') || Reserved.Contains(name);

    /// <summary>True for application/grpc and application/grpc+proto, with or without parameters.</summary>
    public static bool IsGrpc(string? contentType)
    {
        if (contentType is null || !contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = contentType.AsSpan(ContentType.Length).TrimEnd();
        if (rest.StartsWith("+proto", StringComparison.OrdinalIgnoreCase)) rest = rest[6..];
        return rest.IsEmpty || rest[0] is ';' or ' ';
    }
}
