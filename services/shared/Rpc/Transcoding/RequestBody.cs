using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Reads bodies under limits.</summary>
internal static class RequestBody
{
    /// <summary>What may stay in the web server's buffers: its pool keeps as many as were ever in use at once.</summary>
    private const int Buffered = 64 << 10;

    /// <summary>The whole body, at most <paramref name="limit"/> bytes.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED (413) beyond the limit.</exception>
    public static async ValueTask<byte[]> ReadAllAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            throw TooLarge(limit);
        Allow(request, limit);
        var reader = request.BodyReader;
        ArrayBufferWriter<byte>? taken = null;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if ((taken?.WrittenCount ?? 0) + result.Buffer.Length > limit)
                throw GivenUp(reader, result, limit);
            if (result.IsCompleted && taken is null)
            {
                var bytes = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return bytes;
            }
            if (!result.IsCompleted && result.Buffer.Length < Buffered)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }
            taken ??= new ArrayBufferWriter<byte>();
            foreach (var piece in result.Buffer)
                taken.Write(piece.Span);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return taken.WrittenSpan.ToArray();
        }
    }

    /// <summary>Lets the server accept as much as the limit of the call says, and a byte more so that we are the ones to refuse.</summary>
    public static void Allow(HttpRequest request, long limit)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit + 1;
    }

    /// <summary>The whole body as JSON; no body needs no type.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT (415) where it says that it is something else.</exception>
    public static ValueTask<byte[]> ReadJsonAsync(HttpRequest request, TranscodingOptions options, CancellationToken cancellationToken)
    {
        CheckJson(request);
        return ReadAllAsync(request, options.MaxJsonBytes, cancellationToken);
    }

    /// <exception cref="RpcException">INVALID_ARGUMENT (415) where the body says that it is no JSON.</exception>
    public static void CheckJson(HttpRequest request)
    {
        var type = request.ContentType;
        if (string.IsNullOrEmpty(type) || type == "application/json")
            return;
        var media = type.Split(';')[0].Trim();
        if (media.Length > 0 && !media.Equals("application/json", StringComparison.OrdinalIgnoreCase) && !media.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
            throw RpcErrors.Create(StatusCode.InvalidArgument, Problem.UnsupportedMediaType, $"Send application/json, not '{media}'.");
    }

    /// <summary>The error for a body beyond its limit. What was read is given back first: the server drops the connection otherwise, answer and all.</summary>
    public static RpcException GivenUp(PipeReader reader, ReadResult result, long limit)
    {
        reader.AdvanceTo(result.Buffer.End);
        return TooLarge(limit);
    }

    /// <summary>
    /// What the web server says of a body that it cannot read. A client that has cut its request off is told CANCELLED, in case
    /// anything of it is still there: it is no fault of ours.
    /// </summary>
    public static RpcException Unreadable(IOException fault) => fault switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => RpcErrors.Create(
            StatusCode.ResourceExhausted, Problem.BodyTooLarge, "The body is larger than the server takes."),
        BadHttpRequestException => RpcErrors.InvalidArgument(("", "The body ended early or cannot be read.")),
        // A chunk's length that is no number comes wrapped; whatever else has no cause is a connection or stream that was cut.
        { InnerException: OverflowException } => RpcErrors.InvalidArgument(("", "The body's chunks cannot be read.")),
        _ => new RpcException(Status.DefaultCancelled),
    };

    private static RpcException TooLarge(long limit) =>
        RpcErrors.Create(StatusCode.ResourceExhausted, Problem.BodyTooLarge, $"The body is larger than the limit of {limit} bytes.");
}
