using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace FactoryTwin.Rpc.Server;

internal sealed class UnaryMethod<TRequest, TResponse>(
    MethodDescriptor descriptor, object service, RpcPipeline pipeline, UnaryServerMethod<TRequest, TResponse> handler)
    : RpcMethod(descriptor, MethodType.Unary, service, pipeline)
    where TRequest : class where TResponse : class
{
    internal override async Task HandleAsync(ServerCallContext context, IMessageSource requests, IMessageSink responses)
    {
        var request = await Cardinality.ReadOneAsync<TRequest>(requests, context);
        var response = await handler(request, context);
        await Cardinality.WriteOneAsync(response, context, responses);
    }
}

internal sealed class ClientStreamingMethod<TRequest, TResponse>(
    MethodDescriptor descriptor, object service, RpcPipeline pipeline, ClientStreamingServerMethod<TRequest, TResponse> handler)
    : RpcMethod(descriptor, MethodType.ClientStreaming, service, pipeline)
    where TRequest : class where TResponse : class
{
    internal override async Task HandleAsync(ServerCallContext context, IMessageSource requests, IMessageSink responses)
    {
        var response = await handler(new RequestStream<TRequest>(requests, context), context);
        await Cardinality.WriteOneAsync(response, context, responses);
    }
}

internal sealed class ServerStreamingMethod<TRequest, TResponse>(
    MethodDescriptor descriptor, object service, RpcPipeline pipeline, ServerStreamingServerMethod<TRequest, TResponse> handler)
    : RpcMethod(descriptor, MethodType.ServerStreaming, service, pipeline)
    where TRequest : class where TResponse : class
{
    internal override async Task HandleAsync(ServerCallContext context, IMessageSource requests, IMessageSink responses)
    {
        var request = await Cardinality.ReadOneAsync<TRequest>(requests, context);
        await handler(request, new ResponseStream<TResponse>(responses, context), context);
    }
}

internal sealed class DuplexStreamingMethod<TRequest, TResponse>(
    MethodDescriptor descriptor, object service, RpcPipeline pipeline, DuplexStreamingServerMethod<TRequest, TResponse> handler)
    : RpcMethod(descriptor, MethodType.DuplexStreaming, service, pipeline)
    where TRequest : class where TResponse : class
{
    internal override Task HandleAsync(ServerCallContext context, IMessageSource requests, IMessageSink responses) =>
        handler(new RequestStream<TRequest>(requests, context), new ResponseStream<TResponse>(responses, context), context);
}

/// <summary>Methods without stream take exactly one message; gRPC's status table gives UNIMPLEMENTED for any other number.</summary>
internal static class Cardinality
{
    public static async ValueTask<T> ReadOneAsync<T>(IMessageSource requests, ServerCallContext context)
        where T : class
    {
        var message = await ReadAsync(requests, context) ?? throw Violation("no request message");
        if (await ReadAsync(requests, context) is not null) throw Violation("more than one request message");
        return (T)message;
    }

    public static async ValueTask WriteOneAsync<T>(T? response, ServerCallContext context, IMessageSink responses)
        where T : class
    {
        if (context.Status.StatusCode != StatusCode.OK) return;
        if (response is null) throw new InvalidOperationException("The handler returned no response message.");
        if (context is not ICancellationReason end || responses is not ISingleMessageSink single)
        {
            await responses.WriteAsync((IMessage)response, context.CancellationToken);
            return;
        }
        if (end.IsCancelled) throw new OperationCanceledException(context.CancellationToken);
        await single.WriteSingleAsync((IMessage)response);
    }

    /// <summary>The call's token is asked for only where there is something to wait for: it costs more than a message that is there.</summary>
    private static ValueTask<IMessage?> ReadAsync(IMessageSource requests, ServerCallContext context) =>
        requests is IReadyMessageSource ready && ready.TryRead(out var message)
            ? ValueTask.FromResult(message)
            : requests.ReadAsync(context.CancellationToken);

    private static RpcException Violation(string what) => new(new Status(StatusCode.Unimplemented, $"The method takes one request message; got {what}."));
}

internal sealed class RequestStream<T>(IMessageSource requests, ServerCallContext context) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("Call MoveNext first.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == context.CancellationToken) return await ReadAsync(context.CancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, context.CancellationToken);
        return await ReadAsync(either.Token);
    }

    private async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _current = (T?)await requests.ReadAsync(cancellationToken);
        return _current is not null;
    }
}

internal sealed class ResponseStream<T>(IMessageSink responses, ServerCallContext context) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions
    {
        get => context.WriteOptions;
        set => context.WriteOptions = value;
    }

    public Task WriteAsync(T message) => responses.WriteAsync((IMessage)message, context.CancellationToken).AsTask();

    public Task WriteAsync(T message, CancellationToken cancellationToken) => responses.WriteAsync((IMessage)message, cancellationToken).AsTask();
}
