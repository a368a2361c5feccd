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
    private readonly CallPeer? _only;
    private readonly Method<TRequest, TResponse> _method;
    private readonly string? _host;
    private readonly CallOptions _options;
    private readonly CallLifetime _life;
    private readonly CallRetries _retries;
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FrameReader?> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DeserializationBuffer _deserialization = new();
    private HttpResponseMessage? _response;
    private Activity? _activity;
    private volatile CallOutcome? _outcome;

    public RpcCall(GrpcChannel channel, CallPeer? only, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        _channel = channel;
        _only = only;
        _method = method;
        _host = host;
        _options = options;
        _life = new CallLifetime(channel, options);
        _retries = new CallRetries(channel.Retries, method, only is null ? channel.Retries.PlanOf(method) : null);
        if (method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming)
        {
            Requests = new RequestWriter<TRequest>(method.RequestMarshaller, channel.MaxSendMessageSize, IsCompressed, _retries, _life.Token, FailureOfWriteAsync)
            {
                WriteOptions = options.WriteOptions,
            };
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

    /// <summary>Sends the request and takes the response's headers, in as many attempts as it may take. What fails comes out of the first read.</summary>
    private async Task OpenAsync(TRequest? request)
    {
        _activity = RpcTracing.Start(_method, _channel);
        try
        {
            var credentials = await RequestHead.CredentialsAsync(_channel, _method, _options.Credentials, _life.Token);
            while (await AttemptAsync(request, credentials) is { } failed)
            {
                Requests?.Detach();
                if (_retries.Next(failed.Outcome.Status, failed.Outcome.Trailers, failed.IsUnseen) is { } wait)
                {
                    if (wait > TimeSpan.Zero) await Task.Delay(wait, _channel.Time, _life.Token);
                    continue;
                }
                if (!failed.IsAnswer) throw new RpcException(failed.Outcome.Status);
                End(failed.Outcome);
                _headers.TrySetResult(Metadata.Empty);
                _opened.TrySetResult(null);
                return;
            }
        }
        catch (Exception e)
        {
            var failure = Fail(HttpFailures.ToStatus(e, _life));
            _opened.TrySetResult(null);
            if (_headers.TrySetException(failure)) _ = _headers.Task.Exception;
        }
    }

    /// <summary>One attempt: null where the server began to answer, else why it did not.</summary>
    private async Task<FailedAttempt?> AttemptAsync(TRequest? request, Metadata? credentials)
    {
        HttpResponseMessage response;
        try
        {
            var peer = _only ?? await _channel.PickAsync(_options.IsWaitForReady, _life.Token);
            var message = RequestHead.Create(peer, _method, _host, _life, IsCompressed, _retries.Failed, _options.Headers, credentials);
            message.Content = Requests is not null
                ? new RequestStreamContent(Requests.ServeAsync)
                : new SingleRequestContent<TRequest>(_method.RequestMarshaller, request!, _channel.MaxSendMessageSize, IsCompressed, _retries);
            response = await peer.Http.SendAsync(message, _life.Token);
            peer.MarkAnswered();
        }
        catch (Exception e) when (!_life.Token.IsCancellationRequested)
        {
            return new FailedAttempt(new CallOutcome(HttpFailures.ToStatus(e, _life), Metadata.Empty), IsAnswer: false, HttpFailures.IsUnseen(e));
        }
        if (ResponseHead.Check(response) is { } noAnswer)
        {
            response.Dispose();
            return new FailedAttempt(new CallOutcome(noAnswer, Metadata.Empty), IsAnswer: false, IsUnseen: false);
        }
        if (ResponseHead.TryGetStatus(response.Headers, out var status) && status.StatusCode != StatusCode.OK)
        {
            response.Dispose();
            return new FailedAttempt(new CallOutcome(status, ResponseHead.ReadMetadata(response.Headers)), IsAnswer: true, IsUnseen: false);
        }
        await CommitAsync(response, status);
        return null;
    }

    /// <summary>The server answers: from now on there is this attempt only.</summary>
    private async Task CommitAsync(HttpResponseMessage response, Status status)
    {
        _response = response;
        _life.Token.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), response);
        _retries.Commit();
        _retries.Succeeded();
        Requests?.Commit();
        var headers = ResponseHead.ReadMetadata(response.Headers);
        if (response.Headers.NonValidated.Contains(RpcHeaders.Status))
        {
            End(new CallOutcome(status, headers));
            _headers.TrySetResult(Metadata.Empty);
            _opened.TrySetResult(null);
            return;
        }
        if (_retries.Failed > 0) headers.Add(RpcHeaders.PreviousAttempts, _retries.Failed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var body = await response.Content.ReadAsStreamAsync(_life.Token);
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 8192));
        _headers.TrySetResult(headers);
        _opened.TrySetResult(new FrameReader(pipe, _channel.MaxReceiveMessageSize, ResponseHead.Encoding(response)));
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
        _retries.Release();
        _life.End();
        _response?.Dispose();
    }

    private void Cancel()
    {
        if (_outcome is null) _life.Cancel();
    }
}

/// <summary>An attempt that gave no response.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="IsAnswer">The server said so itself.</param>
/// <param name="IsUnseen">No server has seen the call.</param>
internal sealed record FailedAttempt(CallOutcome Outcome, bool IsAnswer, bool IsUnseen);

/// <summary>How a call ended.</summary>
internal sealed record CallOutcome(Status Status, Metadata Trailers)
{
    public RpcException ToException() => new(Status, Trailers);
}
