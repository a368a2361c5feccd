using System.Net;
using System.Net.Http.Headers;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>The body of a call with one request. It is made when it is sent, so that it may be sent again.</summary>
internal sealed class SingleRequestContent<T> : HttpContent
{
    private readonly Marshaller<T> _marshaller;
    private readonly T _message;
    private readonly int _limit;
    private readonly bool _compress;
    private readonly CallRetries _retries;

    public SingleRequestContent(Marshaller<T> marshaller, T message, int limit, bool compress, CallRetries retries)
    {
        _marshaller = marshaller;
        _message = message;
        _limit = limit;
        _compress = compress;
        _retries = retries;
        Headers.ContentType = GrpcContentType.Value;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var frame = SerializationBuffer.Frame(_marshaller, _message, _limit, _compress);
        // The message itself is what is kept; its size counts once.
        if (_retries is { HasPlan: true, Failed: 0 }) _retries.TryHold(frame.Count);
        await stream.WriteAsync(frame.Written, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}

/// <summary>The body of a call with a stream of requests: whoever writes gets the connection's stream.</summary>
internal sealed class RequestStreamContent : HttpContent
{
    private readonly Func<Stream, Task> _write;

    public RequestStreamContent(Func<Stream, Task> write)
    {
        _write = write;
        Headers.ContentType = GrpcContentType.Value;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _write(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}

internal static class GrpcContentType
{
    public static readonly MediaTypeHeaderValue Value = new(RpcHeaders.ContentType);
}
