using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Reads bodies under limits.</summary>
internal static class RequestBody
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The whole body, at most <paramref name="limit"/> bytes.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED (413) beyond the limit.</exception>
    public static async ValueTask<byte[]> ReadAllAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            throw TooLarge(limit);
        Allow(request, limit);
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.Length > limit)
                throw GivenUp(reader, result, limit);
            if (result.IsCompleted)
            {
                var bytes = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Lets the server accept as much as the limit of the call says, and a byte more so that we are the ones to refuse.</summary>
    public static void Allow(HttpRequest request, long limit)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit + 1;
    }

    /// <exception cref="RpcException">INVALID_ARGUMENT where the bytes are not UTF-8.</exception>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw RpcErrors.InvalidArgument(("", "The body is not UTF-8."));
        }
    }

    /// <summary>The whole body as JSON text; no body needs no type.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT (415) where it says that it is something else.</exception>
    public static async ValueTask<string> ReadJsonAsync(HttpRequest request, TranscodingOptions options, CancellationToken cancellationToken)
    {
        var media = (request.ContentType ?? "").Split(';')[0].Trim();
        if (media.Length > 0 && !media.Equals("application/json", StringComparison.OrdinalIgnoreCase) && !media.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
            throw RpcErrors.Create(StatusCode.InvalidArgument, Problem.UnsupportedMediaType, $"Send application/json, not '{media}'.");
        return Text(await ReadAllAsync(request, options.MaxJsonBytes, cancellationToken));
    }

    /// <summary>The error for a body beyond its limit. What was read is given back first: the server drops the connection otherwise, answer and all.</summary>
    public static RpcException GivenUp(PipeReader reader, ReadResult result, long limit)
    {
        reader.AdvanceTo(result.Buffer.End);
        return TooLarge(limit);
    }

    private static RpcException TooLarge(long limit) =>
        RpcErrors.Create(StatusCode.ResourceExhausted, Problem.BodyTooLarge, $"The body is larger than the limit of {limit} bytes.");
}
