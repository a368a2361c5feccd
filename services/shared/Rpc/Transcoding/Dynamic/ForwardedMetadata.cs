using Grpc.Core;

namespace FactoryTwin.Rpc.Transcoding.Dynamic;

/// <summary>What of a call's metadata goes on to the server, and what of the server's comes back as headers of HTTP.</summary>
internal static class ForwardedMetadata
{
    /// <summary>The trace goes on as a new span, and the next server is called by this one.</summary>
    private static readonly string[] Own = ["traceparent", "tracestate", "user-agent"];

    /// <summary>Beginnings of names that say how the answer itself is sent.</summary>
    private static readonly string[] OfTransport = ["grpc-", "content-", "transfer-", "connection", "keep-alive", "trailer", "upgrade", "date", "server", "te", "x-request-id"];

    public static Metadata Of(Metadata request)
    {
        Metadata sent = [];
        foreach (var entry in request)
        {
            if (!Own.Contains(entry.Key, StringComparer.Ordinal))
                sent.Add(entry);
        }
        return sent;
    }

    /// <summary>Sends what came before the first message, where it is text.</summary>
    /// <exception cref="RpcException">The call failed before anything came.</exception>
    public static async Task SendAsync(ServerCallContext context, Task<Metadata> headers)
    {
        Metadata sent = [];
        foreach (var entry in await headers)
        {
            if (!entry.IsBinary && !OfTransport.Any(name => entry.Key.StartsWith(name, StringComparison.Ordinal)))
                sent.Add(entry);
        }
        if (sent.Count > 0)
            await context.WriteResponseHeadersAsync(sent);
    }
}
