using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Gateway.Routing;

/// <summary>
/// A way to the instances of one service. It is open from its first call until it was retired and the last call on it has ended, so
/// that no call is cut off because routes changed while it ran. A call that was let in just before it was retired opens it once more.
/// </summary>
/// <param name="open">Makes the channel, and what it needs.</param>
internal sealed class ServiceChannel(Func<(GrpcChannel Channel, ServiceProvider Resolvers)> open) : CallInvoker
{
    private readonly Lock _gate = new();
    private (GrpcChannel Channel, ServiceProvider Resolvers)? _open;
    private bool _retired;
    private int _calls;

    /// <summary>Whether it holds connections.</summary>
    public bool IsOpen => _open is not null;

    /// <summary>Runs one call, or the attempts of one.</summary>
    public async Task UseAsync(Func<Task> call)
    {
        lock (_gate)
        {
            _open ??= open();
            _calls++;
        }
        try
        {
            await call();
        }
        finally
        {
            lock (_gate)
            {
                if (--_calls == 0 && _retired)
                    Close();
            }
        }
    }

    /// <summary>No more calls are meant to come: closes with the last one that runs.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _retired = true;
            if (_calls == 0)
                Close();
        }
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Calls().BlockingUnaryCall(method, host, options, request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Calls().AsyncUnaryCall(method, host, options, request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Calls().AsyncServerStreamingCall(method, host, options, request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        Calls().AsyncClientStreamingCall(method, host, options);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        Calls().AsyncDuplexStreamingCall(method, host, options);

    private CallInvoker Calls() => (_open ?? throw new InvalidOperationException("Calls are made within UseAsync.")).Channel.CreateCallInvoker();

    private void Close()
    {
        if (_open is not { } open)
            return;
        _open = null;
        open.Channel.Dispose();
        open.Resolvers.Dispose();
    }
}
