using System.IO.Compression;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>
/// Expands a body by its Content-Encoding as it is read. The limits on bodies count the expanded bytes, so that a small body cannot
/// become a large one unseen.
/// </summary>
internal static class RequestEncoding
{
    private const string Taken = "gzip, br, deflate";

    /// <exception cref="RpcException">INVALID_ARGUMENT (415): an encoding that is not taken; the answer names those that are.</exception>
    public static void Undo(HttpContext http)
    {
        var request = http.Request;
        if (request.Headers.ContentEncoding.Count == 0)
            return;
        var name = request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();
        Stream? expanded = name switch
        {
            "" or "identity" => request.Body,
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            "br" => new BrotliStream(request.Body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
            _ => null,
        };
        if (expanded is null)
        {
            http.Response.Headers.AcceptEncoding = Taken;
            throw RpcErrors.Create(StatusCode.InvalidArgument, Problem.UnsupportedMediaType, $"Of Content-Encoding these are taken, one at a time: {Taken}.");
        }
        if (ReferenceEquals(expanded, request.Body))
            return;
        http.Response.RegisterForDisposeAsync(expanded);
        request.Body = expanded;
        request.Headers.ContentLength = null;
    }
}
