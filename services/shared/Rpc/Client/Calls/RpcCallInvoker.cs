using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Rpc.Client;

/// <summary>Starts the calls of a channel.</summary>
/// <param name="channel">What the calls belong to.</param>
/// <param name="only">Where all of them go; null for wherever the channel sends them.</param>
internal sealed class RpcCallInvoker(GrpcChannel channel, CallPeer? only) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using var call = AsyncUnaryCall(method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = Create(method, host, options);
        return new AsyncUnaryCall<TResponse>(call.RunSingleResponseAsync(request), call.State);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = Create(method, host, options);
        call.StartStreaming(request);
        return new AsyncServerStreamingCall<TResponse>(call.Responses, call.State);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = Create(method, host, options);
        return new AsyncClientStreamingCall<TRequest, TResponse>(call.Requests, call.RunSingleResponseAsync(null), call.State);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = Create(method, host, options);
        call.StartStreaming(null);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(call.Requests, call.Responses, call.State);
    }

    private RpcCall<TRequest, TResponse> Create<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class where TResponse : class => new(channel, only, method, host, options);
}
