using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace FactoryTwin.Rpc.Server;

/// <summary>
/// One bound method of a server: the single path by which gRPC and REST calls reach a handler. It knows nothing of the
/// transport, which gives the messages of the request and takes those of the response.
/// </summary>
public abstract class RpcMethod
{
    private protected RpcMethod(MethodDescriptor descriptor, MethodType type, object service, RpcPipeline pipeline)
    {
        Descriptor = descriptor;
        Type = type;
        Service = service;
        Pipeline = pipeline;
        Name = descriptor.Service.FullName + "/" + descriptor.Name;
        FullName = "/" + Name;
    }

    public MethodDescriptor Descriptor { get; }

    public MethodType Type { get; }

    /// <summary>The object that implements the service, one for all calls.</summary>
    public object Service { get; }

    /// <summary>As telemetry names it: "factorytwin.energy.v1.Prices/GetPriceSeries".</summary>
    public string Name { get; }

    /// <summary>The gRPC path: "/factorytwin.energy.v1.Prices/GetPriceSeries".</summary>
    public string FullName { get; }

    public MessageParser RequestParser => Descriptor.InputType.Parser;

    private protected RpcPipeline Pipeline { get; }

    /// <summary>
    /// Runs the interceptors and the handler. A method without request stream reads one message and then the end of
    /// <paramref name="requests"/>; one without response stream writes one message. Returns when the handler is done.
    /// </summary>
    /// <exception cref="RpcException">The call ends with another status than OK. No other exception comes out.</exception>
    public Task InvokeAsync(ServerCallContext context, IMessageSource requests, IMessageSink responses) =>
        Pipeline.RunAsync(this, context, requests, responses);

    internal abstract Task HandleAsync(ServerCallContext context, IMessageSource requests, IMessageSink responses);
}

/// <summary>The messages of a request.</summary>
public interface IMessageSource
{
    /// <summary>The next message, or null at the end.</summary>
    /// <exception cref="RpcException">The message cannot be read.</exception>
    ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Takes the messages of a response.</summary>
public interface IMessageSink
{
    /// <summary>Returns when the transport has taken the message; a slow reader holds the writer back.</summary>
    ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken);
}

/// <summary>A source that may have the next message at hand, so that nobody has to wait for it.</summary>
internal interface IReadyMessageSource : IMessageSource
{
    /// <summary>False where the next message has to be waited for by <see cref="IMessageSource.ReadAsync"/>; null at the end.</summary>
    bool TryRead(out IMessage? message);
}

/// <summary>A sink that takes the one message of a response without waiting for the transport.</summary>
internal interface ISingleMessageSink : IMessageSink
{
    ValueTask WriteSingleAsync(IMessage message);
}

/// <summary>Stands around every call of a server, whatever the transport.</summary>
public interface IRpcServerInterceptor
{
    /// <summary>Runs <paramref name="next"/> once, or throws an <see cref="RpcException"/> instead. What comes out of next is an RpcException too.</summary>
    Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next);
}
