using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc;
using Grpc.Core;
using Polly;

namespace FactoryTwin.Hosting.Clients;

/// <summary>Calls one peer: finds its address at each call, adds credentials and a deadline, and meets its being away.</summary>
internal sealed class PeerCallInvoker(
    string peer, Func<CallInvoker?> connect, IServiceCredentials credentials, ResiliencePipeline breaker,
    TimeSpan defaultDeadline, TimeProvider time) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException("Blocking calls hold a thread for the time of the answer; use the asynchronous method.");

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        if (options.Deadline is null)
            options = options.WithDeadline((time.GetUtcNow() + defaultDeadline).UtcDateTime);
        var attempts = new UnaryAttempts<TResponse>(options.CancellationToken);
        var response = attempts.RunAsync(breaker, peer, token => Connect().AsyncUnaryCall(method, host, Prepare(options.WithCancellationToken(token)), request));
        return new AsyncUnaryCall<TResponse>(response, attempts.Headers, attempts.GetStatus, attempts.GetTrailers, attempts.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Connect().AsyncServerStreamingCall(method, host, Prepare(options), request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        Connect().AsyncClientStreamingCall(method, host, Prepare(options));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        Connect().AsyncDuplexStreamingCall(method, host, Prepare(options));

    private CallInvoker Connect() => connect()
        ?? throw RpcErrors.Unavailable($"Service '{peer}' is not up yet; if it runs elsewhere, set Services:{peer}:Address.");

    /// <summary>The caller's own credentials stay; without any the service's are added.</summary>
    private CallOptions Prepare(CallOptions options)
    {
        var headers = new Metadata();
        foreach (var entry in options.Headers ?? [])
            headers.Add(entry);
        if (headers.Get("authorization") is null)
            headers.Add("authorization", "Bearer " + credentials.GetToken());
        return options.WithHeaders(headers);
    }
}
