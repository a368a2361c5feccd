using System.Buffers;
using System.Buffers.Binary;
using FactoryTwin.Rpc.Wire;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FactoryTwin.Rpc.Server;

/// <summary>One gRPC call over HTTP/2: its context, the source of its requests and the sink of its responses in one object.</summary>
internal sealed class GrpcServerCall : HttpServerCallContext, IReadyMessageSource, ISingleMessageSink, IFrameParser<IMessage>
{
    private readonly RpcServerOptions _options;
    private readonly FrameReader _frames;
    private readonly bool _flushEach;
    private bool _compress;
    private int _writing;
    private bool _done;

    public GrpcServerCall(HttpContext http, RpcMethod method, RpcServerRuntime runtime, TimeSpan? timeout)
        : base(http, method, runtime, timeout)
    {
        _options = runtime.Options;
        _frames = new FrameReader(http.Request.BodyReader, _options.MaxReceiveMessageSize, http.Request.Headers[RpcHeaders.Encoding]);
        _flushEach = method.Type is MethodType.ServerStreaming or MethodType.DuplexStreaming;
        _compress = _options.CompressResponses && ClientAcceptsGzip;
    }

    private bool ClientAcceptsGzip => Http.Request.Headers[RpcHeaders.AcceptEncoding].ToString()
        .Split(',', StringSplitOptions.TrimEntries).Contains(RpcHeaders.Gzip, StringComparer.OrdinalIgnoreCase);

    public bool TryRead(out IMessage? message)
    {
        try
        {
            return _frames.TryRead(this, out message);
        }
        catch (IOException e)
        {
            throw CallerGone(e);
        }
    }

    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _frames.ReadAsync(this, cancellationToken);
        }
        catch (IOException e)
        {
            throw CallerGone(e);
        }
    }

    public IMessage Parse(in ReadOnlySequence<byte> payload) => RpcMethod.RequestParser.ParseFrom(payload);

    /// <summary>What is not flushed at once waits for nothing.</summary>
    public ValueTask WriteSingleAsync(IMessage message) => WriteAsync(message, CancellationToken.None);

    public async ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _writing, 1) != 0) throw new InvalidOperationException("The last write is not done: await each write before the next.");
        try
        {
            if (_done) throw new InvalidOperationException("The call has ended.");
            cancellationToken.ThrowIfCancellationRequested();
            var size = message.CalculateSize();
            if (size > _options.MaxSendMessageSize) throw FrameErrors.TooLarge("Sent", size, _options.MaxSendMessageSize);
            if (!Http.Response.HasStarted) await StartAsync(null, cancellationToken);
            var flags = WriteOptionsCore?.Flags ?? WriteFlags.None;
            // Nothing compresses to nothing in .NET, which is no gzip to others: an empty message goes as it is.
            if (_compress && size > 0 && !flags.HasFlag(WriteFlags.NoCompress)) WriteCompressed(message, size);
            else WritePlain(message, size);
            if (_flushEach && !flags.HasFlag(WriteFlags.BufferHint)) await FlushAsync(cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    /// <summary>Ends the call: in the headers if nothing was sent yet (trailers-only), else in the trailers.</summary>
    public void End(Status status, Metadata? errorTrailers)
    {
        _done = true;
        if (Http.RequestAborted.IsCancellationRequested) return;
        var response = Http.Response;
        if (!response.HasStarted) GrpcAnswer.Prepare(response);
        var target = response.HasStarted ? Http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : response.Headers;
        GrpcAnswer.WriteMetadata(target, SetTrailers);
        if (!ReferenceEquals(errorTrailers, SetTrailers)) GrpcAnswer.WriteMetadata(target, errorTrailers);
        GrpcAnswer.WriteStatus(target, status);
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        if (Http.Response.HasStarted) throw new InvalidOperationException("The response headers are sent already.");
        await StartAsync(responseHeaders, CancellationTokenCore);
        await FlushAsync(CancellationTokenCore);
    }

    private Task StartAsync(Metadata? headers, CancellationToken cancellationToken)
    {
        GrpcAnswer.Prepare(Http.Response);
        if (headers?.GetValue(RpcHeaders.CompressRequest) is { } asked) _compress = asked == RpcHeaders.Gzip && ClientAcceptsGzip;
        if (_compress) Http.Response.Headers[RpcHeaders.Encoding] = RpcHeaders.Gzip;
        GrpcAnswer.WriteMetadata(Http.Response.Headers, headers);
        return Http.Response.StartAsync(cancellationToken);
    }

    private void WritePlain(IMessage message, int size)
    {
        var writer = Http.Response.BodyWriter;
        WriteHeader(writer, compressed: false, size);
        message.WriteTo(writer);
    }

    private void WriteCompressed(IMessage message, int size)
    {
        using var plain = new PooledBuffer();
        plain.Reserve(size);
        message.WriteTo(plain);
        using var gzip = new PooledBuffer();
        Gzip.Compress(plain.WrittenSpan, _options.CompressionLevel, gzip);
        var writer = Http.Response.BodyWriter;
        WriteHeader(writer, compressed: true, gzip.Count);
        writer.Write(gzip.WrittenSpan);
    }

    private static void WriteHeader(IBufferWriter<byte> writer, bool compressed, int size)
    {
        var header = writer.GetSpan(FrameReader.HeaderSize);
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], size);
        writer.Advance(FrameReader.HeaderSize);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var result = await Http.Response.BodyWriter.FlushAsync(cancellationToken);
        if (result.IsCanceled || result.IsCompleted) throw CallerGone(null);
    }

    /// <summary>No fault of the handler, so nothing for the error log.</summary>
    private static RpcException CallerGone(Exception? cause) => new(new Status(StatusCode.Cancelled, "The caller is gone", cause));
}
