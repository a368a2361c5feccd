using Google.Protobuf.Reflection;
using Grpc.Core;

namespace FactoryTwin.Rpc.Transcoding.Dynamic;

/// <summary>Hands the calls of one method on to a server that has it by gRPC, message for message, encoded as they are.</summary>
internal sealed class ForwardedMethod
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static (byte[] message) => message, static bytes => bytes);

    private readonly Method<byte[], byte[]> _method;
    private readonly string _answer;
    private readonly CallInvoker _server;
    private readonly string _name;
    private readonly TimeProvider _time;

    /// <param name="method">The method.</param>
    /// <param name="server">Who has it.</param>
    /// <param name="name">The server's name, for errors.</param>
    /// <param name="time">Tells a passed deadline from a cancellation.</param>
    public ForwardedMethod(MethodDescriptor method, CallInvoker server, string name, TimeProvider time)
    {
        var type = (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (false, true) => MethodType.ServerStreaming,
            (true, false) => MethodType.ClientStreaming,
            _ => MethodType.DuplexStreaming,
        };
        _method = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, Bytes, Bytes);
        _answer = method.OutputType.FullName;
        (_server, _name, _time) = (server, name, time);
    }

    /// <exception cref="RpcException">The server's own status with its details, or what kept the call from it.</exception>
    public async Task InvokeAsync(ServerCallContext context, IRequestBytes requests, ResponseWriter response)
    {
        var options = new CallOptions(ForwardedMetadata.Of(context.RequestHeaders), Deadline(context), context.CancellationToken);
        try
        {
            await (_method.Type switch
            {
                MethodType.Unary => UnaryAsync(context, options, requests, response),
                MethodType.ServerStreaming => ServerStreamAsync(context, options, requests, response),
                MethodType.ClientStreaming => ClientStreamAsync(context, options, requests, response),
                _ => DuplexAsync(context, options, requests, response),
            });
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.Cancelled && context.Deadline <= _time.GetUtcNow().UtcDateTime)
        {
            throw RpcErrors.Create(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED", $"The service {_name} did not answer in time.");
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.Unavailable && fault.Trailers.Count == 0)
        {
            throw RpcErrors.Unavailable($"The service {_name} is away. {fault.Status.Detail}");
        }
        catch (OperationCanceledException)
        {
            throw new RpcException(Status.DefaultCancelled);
        }
        catch (InvalidDataException fault)
        {
            throw RpcErrors.Create(StatusCode.Internal, "ANSWER_UNREADABLE", $"The service's answer is no {_answer}: {fault.Message}");
        }
    }

    private async Task UnaryAsync(ServerCallContext context, CallOptions options, IRequestBytes requests, ResponseWriter response)
    {
        using var call = _server.AsyncUnaryCall(_method, null, options, await FirstAsync(context, requests));
        await ForwardedMetadata.SendAsync(context, call.ResponseHeadersAsync);
        await response.WriteAsync(await call, context.CancellationToken);
    }

    private async Task ServerStreamAsync(ServerCallContext context, CallOptions options, IRequestBytes requests, ResponseWriter response)
    {
        using var call = _server.AsyncServerStreamingCall(_method, null, options, await FirstAsync(context, requests));
        await ForwardedMetadata.SendAsync(context, call.ResponseHeadersAsync);
        await WriteAllAsync(call.ResponseStream, response, context.CancellationToken);
    }

    private async Task ClientStreamAsync(ServerCallContext context, CallOptions options, IRequestBytes requests, ResponseWriter response)
    {
        using var call = _server.AsyncClientStreamingCall(_method, null, options);
        await SendAllAsync(requests, call.RequestStream, context.CancellationToken);
        await ForwardedMetadata.SendAsync(context, call.ResponseHeadersAsync);
        await response.WriteAsync(await call, context.CancellationToken);
    }

    private async Task DuplexAsync(ServerCallContext context, CallOptions options, IRequestBytes requests, ResponseWriter response)
    {
        using var call = _server.AsyncDuplexStreamingCall(_method, null, options);
        var sending = SendAllAsync(requests, call.RequestStream, context.CancellationToken);
        var receiving = ReceiveAsync();
        // A request that cannot be read ends the call; an answer that ends, ends it too.
        if (await Task.WhenAny(sending, receiving) == sending)
            await sending;
        await receiving;

        async Task ReceiveAsync()
        {
            await ForwardedMetadata.SendAsync(context, call.ResponseHeadersAsync);
            await WriteAllAsync(call.ResponseStream, response, context.CancellationToken);
        }
    }

    private static async ValueTask<byte[]> FirstAsync(ServerCallContext context, IRequestBytes requests) =>
        await requests.ReadCheckedAsync(context.CancellationToken) ?? [];

    private static async Task SendAllAsync(IRequestBytes requests, IClientStreamWriter<byte[]> stream, CancellationToken cancellationToken)
    {
        while (await requests.ReadCheckedAsync(cancellationToken) is { } message)
        {
            try
            {
                await stream.WriteAsync(message, cancellationToken);
            }
            catch (Exception fault) when (fault is RpcException or InvalidOperationException)
            {
                // The server has ended the call already; its answer says why.
                return;
            }
        }
        await stream.CompleteAsync();
    }

    private static async Task WriteAllAsync(IAsyncStreamReader<byte[]> stream, ResponseWriter response, CancellationToken cancellationToken)
    {
        while (await stream.MoveNext(cancellationToken))
            await response.WriteAsync(stream.Current, cancellationToken);
    }

    private static DateTime? Deadline(ServerCallContext context) => context.Deadline == DateTime.MaxValue ? null : context.Deadline;
}
