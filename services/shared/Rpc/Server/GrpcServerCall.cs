using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using FactoryTwin.Rpc.Wire;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FactoryTwin.Rpc.Server;

/// <summary>One gRPC call over HTTP/2: its context, the source of its requests and the sink of its responses in one object.</summary>
internal sealed class GrpcServerCall : HttpServerCallContext, IReadyMessageSource, ISingleMessageSink, IFrameParser<IMessage>
{
    /// <summary>An answer of more bytes is waited for until its caller has taken it; HTTP/2's smallest window takes less at once.</summary>
    private const int Large = 32 * 1024;

    /// <summary>How long a caller may still take what is written when its deadline is past.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(1);

    private readonly RpcServerOptions _options;
    private readonly FrameReader _frames;
    private readonly bool _flushEach;
    private readonly TimeProvider _time;
    private SlowReader? _reader;
    private bool _heldUp;
    private bool _compress;
    private int _writing;
    private bool _done;

    public GrpcServerCall(HttpContext http, RpcMethod method, RpcServerRuntime runtime, TimeSpan? timeout)
        : base(http, method, runtime, timeout)
    {
        _options = runtime.Options;
        _time = runtime.Time;
        _frames = new FrameReader(http.Request.BodyReader, _options.MaxReceiveMessageSize, http.Request.Headers[RpcHeaders.Encoding]);
        _flushEach = method.Type is MethodType.ServerStreaming or MethodType.DuplexStreaming;
        _compress = _options.CompressResponses && ClientAcceptsGzip;
    }

    private SlowReader Reader => _reader ??= new SlowReader(Http, _time, _options.SlowReaderLimit);

    private bool IsLarge => Http.Response.HasStarted && Http.Response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > Large };

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

    /// <summary>
    /// Sees to it that what was written leaves, once the status was set. A caller that does not read hears the status where it reads on at
    /// once, else its stream ends with CANCEL; nothing of it stays behind.
    /// </summary>
    public async ValueTask LeaveAsync()
    {
        if (_reader is { IsCut: true } || (!_heldUp && !IsLarge)) return;
        var left = Reader.WaitAsync(Http.Response.BodyWriter.FlushAsync(CancellationToken.None)).AsTask();
        try
        {
            await (_heldUp ? left.WaitAsync(LastMoment, _time) : left.WaitAsync(CancellationTokenCore));
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Reader.Cut();
            await left;
        }
    }

    protected override void DisposeCore() => _reader?.Dispose();

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
        // Without the token: where it fires the web server would cut the stream with INTERNAL_ERROR, and the caller would hear no status.
        var writer = Http.Response.BodyWriter;
        var flush = writer.FlushAsync(CancellationToken.None);
        if (flush.IsCompleted)
        {
            if ((await flush).IsCompleted) throw CallerGone(null);
            return;
        }
        var result = await WaitAsync(flush, writer, cancellationToken);
        // Of a flush that was cancelled the web server does not say so.
        _heldUp = cancellationToken.IsCancellationRequested;
        cancellationToken.ThrowIfCancellationRequested();
        if (result.IsCompleted || Reader.IsCut) throw CallerGone(null);
    }

    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush, PipeWriter writer, CancellationToken cancellationToken)
    {
        using var ending = cancellationToken.UnsafeRegister(static writer => ((PipeWriter)writer!).CancelPendingFlush(), writer);
        return await Reader.WaitAsync(flush);
    }

    /// <summary>No fault of the handler, so nothing for the error log.</summary>
    private static RpcException CallerGone(Exception? cause) => new(new Status(StatusCode.Cancelled, "The caller is gone", cause));
}
