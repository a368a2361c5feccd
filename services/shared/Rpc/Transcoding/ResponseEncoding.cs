using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Compresses an answer that is long enough for it to pay, where the caller takes that (RFC 9110 §12.5.3).</summary>
internal static class ResponseEncoding
{
    private const int Worth = 1024;

    /// <summary>Sends the body, compressed or as it is.</summary>
    public static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var response = http.Response;
        if (body.Length >= Worth)
            response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (body.Length < Worth || Choose(http.Request) is not { } encoding)
        {
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, http.RequestAborted);
            return;
        }
        response.Headers.ContentEncoding = encoding;
        await using Stream compressed = encoding == "br"
            ? new BrotliStream(response.Body, CompressionLevel.Fastest, leaveOpen: true)
            : new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await compressed.WriteAsync(body, http.RequestAborted);
    }

    private static string? Choose(HttpRequest request)
    {
        var accept = request.Headers.AcceptEncoding;
        if (accept.Count == 0 || !StringWithQualityHeaderValue.TryParseList([.. accept.OfType<string>()], out var taken))
            return null;
        double Quality(string name) => (taken.FirstOrDefault(each => each.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? taken.FirstOrDefault(each => each.Value == "*")) is { } found ? found.Quality ?? 1 : 0;
        var (brotli, gzip) = (Quality("br"), Quality("gzip"));
        return brotli > 0 && brotli >= gzip ? "br" : gzip > 0 ? "gzip" : null;
    }
}
