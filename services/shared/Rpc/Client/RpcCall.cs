using System.Buffers;
using System.IO.Pipelines;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>One outgoing call, of any kind: its life from the credentials to the trailers.</summary>
internal sealed class RpcCall<TRequest, TResponse> : IFrameParser<TResponse>
    where TRequest : class where TResponse : class
{
    private readonly RpcChannel _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly string? _host;
    private readonly CallOptions _options;
    private readonly CallLifetime _life;
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FrameReader?> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DeserializationBuffer _deserialization = new();
    private HttpResponseMessage? _response;
    private Metadata _trailers = Metadata.Empty;
    private Status? _status;

    public RpcCall(RpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        _channel = channel;
        _method = method;
        _host = host;
        _options = options;
        var single = method.Type is MethodType.Unary or MethodType.ClientStreaming;
        _life = new CallLifetime(channel, options, single ? channel.Options.DefaultTimeout : null);
        if (method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming)
        {
            Requests = new RequestWriter<TRequest>(
                method.RequestMarshaller, channel.Options.MaxSendMessageSize, IsCompressed, _life.Token, FailureOfWriteAsync) { WriteOptions = options.WriteOptions };
        }
        Responses = new ResponseReader<TResponse>(NextAsync);
        State = new CallState(_headers.Task, () => Known(_status), () => _status is null ? throw NotEnded() : _trailers, Cancel);
    }

    public CallState State { get; }

    public RequestWriter<TRequest> Requests { get; } = null!;

    public ResponseReader<TResponse> Responses { get; }

    private bool IsCompressed => _options.Headers?.GetValue(RpcHeaders.CompressRequest) is { } asked
        ? asked == RpcHeaders.Gzip
        : _channel.Options.CompressRequests;

    /// <summary>Unary and client streaming: one response, then the status.</summary>
    public async Task<TResponse> RunSingleResponseAsync(TRequest? request)
    {
        await OpenAsync(request);
        var response = await NextAsync(CancellationToken.None);
        if (response is null)
            throw Fail(new Status(StatusCode.Unimplemented, "The server ended the call without its response."));
        if (await NextAsync(CancellationToken.None) is not null)
            throw Fail(new Status(StatusCode.Unimplemented, "The server sent more than the one response."));
        return response;
    }

    public void StartStreaming(TRequest? request) => _ = OpenAsync(request);

    public TResponse Parse(in ReadOnlySequence<byte> payload)
    {
        _deserialization.Payload = payload;
        return _method.ResponseMarshaller.ContextualDeserializer(_deserialization);
    }

    /// <summary>Sends the request and takes the response's headers. What fails comes out of the first read.</summary>
    private async Task OpenAsync(TRequest? request)
    {
        try
        {
            var message = await RequestHead.CreateAsync(_channel, _method, _host, _options, _life, IsCompressed);
            message.Content = Requests is not null
                ? new RequestStreamContent(Requests.ServeAsync)
                : new SingleRequestContent<TRequest>(_method.RequestMarshaller, request!, _channel.Options.MaxSendMessageSize, IsCompressed);
            _response = await _channel.SendAsync(message, _life.Token);
            _life.Token.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), _response);
            if (ResponseHead.Check(_response) is { } failed) throw new RpcException(failed);
            if (ResponseHead.TryGetStatus(_response.Headers, out var status))
            {
                _trailers = ResponseHead.ReadMetadata(_response.Headers);
                End(status);
                _headers.TrySetResult(Metadata.Empty);
                _opened.TrySetResult(null);
                return;
            }
            var headers = ResponseHead.ReadMetadata(_response.Headers);
            var body = await _response.Content.ReadAsStreamAsync(_life.Token);
            var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 8192));
            _headers.TrySetResult(headers);
            _opened.TrySetResult(new FrameReader(pipe, _channel.Options.MaxReceiveMessageSize, ResponseHead.Encoding(_response)));
        }
        catch (Exception e)
        {
            var failure = Fail(HttpFailures.ToStatus(e, _life));
            _opened.TrySetResult(null);
            if (_headers.TrySetException(failure)) _ = _headers.Task.Exception;
        }
    }

    /// <summary>The next response; null after the last one of a call that ended well.</summary>
    private async ValueTask<TResponse?> NextAsync(CancellationToken cancellationToken)
    {
        var frames = await _opened.Task.WaitAsync(cancellationToken);
        if (_status is not null) return _status.Value.StatusCode == StatusCode.OK ? null : throw Failure();
        try
        {
            if (await ReadFrameAsync(frames!, cancellationToken) is { } message) return message;
            _trailers = ResponseHead.ReadMetadata(_response!.TrailingHeaders);
            frames!.Complete();
            End(ResponseHead.TryGetStatus(_response.TrailingHeaders, out var status)
                ? status
                : new Status(StatusCode.Internal, "The server ended the stream without a status."));
        }
        catch (Exception e)
        {
            frames!.Complete();
            throw Fail(HttpFailures.ToStatus(e, _life));
        }
        return _status!.Value.StatusCode == StatusCode.OK ? null : throw Failure();
    }

    private async ValueTask<TResponse?> ReadFrameAsync(FrameReader frames, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled) return await frames.ReadAsync(this, _life.Token);
        using (cancellationToken.UnsafeRegister(static life => ((CallLifetime)life!).Cancel(), _life)) return await frames.ReadAsync(this, _life.Token);
    }

    /// <summary>Why a request could not be written: the call's own end if there was one.</summary>
    private async Task<RpcException> FailureOfWriteAsync(Exception? cause)
    {
        if (_status is null && !_life.Token.IsCancellationRequested) await _opened.Task;
        if (_status is not null) return Failure();
        return new RpcException(cause is null ? _life.CancellationStatus : HttpFailures.ToStatus(cause, _life));
    }

    /// <summary>Ends the call from this side.</summary>
    private RpcException Fail(Status status)
    {
        if (_status is { StatusCode: StatusCode.OK }) _status = status;
        _life.Cancel();
        End(status);
        return Failure();
    }

    private RpcException Failure() => new(_status!.Value, _trailers);

    private void End(Status status)
    {
        _status ??= status;
        Requests?.Abort();
        _life.End();
        _response?.Dispose();
    }

    private void Cancel()
    {
        if (_status is null) _life.Cancel();
    }

    private static Status Known(Status? status) => status ?? throw NotEnded();

    private static InvalidOperationException NotEnded() => new("The call has not ended.");
}
