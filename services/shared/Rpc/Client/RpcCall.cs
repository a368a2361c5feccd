using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Rpc.Client;

/// <summary>One outgoing call, of any kind: its life from the credentials to the trailers.</summary>
internal sealed class RpcCall<TRequest, TResponse> : IFrameParser<TResponse>
    where TRequest : class where TResponse : class
{
    private readonly GrpcChannel _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly string? _host;
    private readonly CallOptions _options;
    private readonly CallLifetime _life;
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FrameReader?> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DeserializationBuffer _deserialization = new();
    private HttpResponseMessage? _response;
    private Activity? _activity;
    private volatile CallOutcome? _outcome;

    public RpcCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        _channel = channel;
        _method = method;
        _host = host;
        _options = options;
        _life = new CallLifetime(channel, options);
        if (method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming)
        {
            Requests = new RequestWriter<TRequest>(
                method.RequestMarshaller, channel.MaxSendMessageSize, IsCompressed, _life.Token, FailureOfWriteAsync) { WriteOptions = options.WriteOptions };
        }
        Responses = new ResponseReader<TResponse>(NextAsync);
        State = new CallState(_headers.Task, () => Outcome.Status, () => Outcome.Trailers, Cancel);
    }

    public CallState State { get; }

    public RequestWriter<TRequest> Requests { get; } = null!;

    public ResponseReader<TResponse> Responses { get; }

    private CallOutcome Outcome => _outcome ?? throw new InvalidOperationException("The call has not ended.");

    private bool IsCompressed => _options.Headers?.GetValue(RpcHeaders.CompressRequest) == RpcHeaders.Gzip;

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
        _activity = RpcTracing.Start(_method, _channel.Address);
        try
        {
            var message = await RequestHead.CreateAsync(_channel, _method, _host, _options, _life, IsCompressed);
            message.Content = Requests is not null
                ? new RequestStreamContent(Requests.ServeAsync)
                : new SingleRequestContent<TRequest>(_method.RequestMarshaller, request!, _channel.MaxSendMessageSize, IsCompressed);
            _response = await _channel.SendAsync(message, _life.Token);
            _life.Token.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), _response);
            if (ResponseHead.Check(_response) is { } failed) throw new RpcException(failed);
            if (ResponseHead.TryGetStatus(_response.Headers, out var status))
            {
                End(new CallOutcome(status, ResponseHead.ReadMetadata(_response.Headers)));
                _headers.TrySetResult(Metadata.Empty);
                _opened.TrySetResult(null);
                return;
            }
            var headers = ResponseHead.ReadMetadata(_response.Headers);
            var body = await _response.Content.ReadAsStreamAsync(_life.Token);
            var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 8192));
            _headers.TrySetResult(headers);
            _opened.TrySetResult(new FrameReader(pipe, _channel.MaxReceiveMessageSize, ResponseHead.Encoding(_response)));
        }
        catch (Exception e)
        {
            var failure = Fail(HttpFailures.ToStatus(e, _life));
            _opened.TrySetResult(null);
            if (_headers.TrySetException(failure)) _ = _headers.Task.Exception;
        }
    }

    /// <summary>The next response; null after the last one of a call that ended well. Cancelling a read cancels the call.</summary>
    private async ValueTask<TResponse?> NextAsync(CancellationToken cancellationToken)
    {
        await using var cancels = cancellationToken.UnsafeRegister(static life => ((CallLifetime)life!).Cancel(), _life);
        var frames = await _opened.Task;
        if (_outcome is not null) return Last();
        try
        {
            if (await frames!.ReadAsync(this, _life.Token) is { } message) return message;
            frames.Complete();
            var status = ResponseHead.TryGetStatus(_response!.TrailingHeaders, out var given)
                ? given
                : new Status(StatusCode.Internal, "The server ended the stream without a status.");
            End(new CallOutcome(status, ResponseHead.ReadMetadata(_response.TrailingHeaders)));
        }
        catch (Exception e)
        {
            frames!.Complete();
            throw Fail(HttpFailures.ToStatus(e, _life));
        }
        return Last();
    }

    /// <summary>After the last message: nothing, or the failure.</summary>
    private TResponse? Last() => Outcome.Status.StatusCode == StatusCode.OK ? null : throw Outcome.ToException();

    /// <summary>Why a request could not be written: the call's own end if there was one.</summary>
    private async Task<RpcException> FailureOfWriteAsync(Exception cause)
    {
        if (_outcome is null && !_life.Token.IsCancellationRequested) await _opened.Task;
        return _outcome?.ToException() ?? new RpcException(HttpFailures.ToStatus(cause, _life));
    }

    /// <summary>Ends the call from this side.</summary>
    private RpcException Fail(Status status)
    {
        _life.Cancel();
        End(new CallOutcome(status, _outcome?.Trailers ?? Metadata.Empty));
        return Outcome.ToException();
    }

    /// <summary>The first failure counts; an answer that was no answer turns a good end into a failure.</summary>
    private void End(CallOutcome outcome)
    {
        if (_outcome is null || _outcome.Status.StatusCode == StatusCode.OK) _outcome = outcome;
        if (Interlocked.Exchange(ref _activity, null) is { } activity) RpcTracing.Stop(activity, outcome.Status);
        Requests?.Abort();
        _life.End();
        _response?.Dispose();
    }

    private void Cancel()
    {
        if (_outcome is null) _life.Cancel();
    }
}

/// <summary>How a call ended.</summary>
internal sealed record CallOutcome(Status Status, Metadata Trailers)
{
    public RpcException ToException() => new(Status, Trailers);
}
