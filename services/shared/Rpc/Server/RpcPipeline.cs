using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Rpc.Server;

/// <summary>Runs interceptors around a handler and turns whatever is thrown into a status.</summary>
internal sealed partial class RpcPipeline(IReadOnlyList<IRpcServerInterceptor> interceptors, TimeProvider time, ILogger logger, CallBounds? bounds)
{
    public async Task RunAsync(RpcMethod method, ServerCallContext context, IMessageSource requests, IMessageSink responses)
    {
        if (bounds is null)
        {
            await RunUnboundedAsync(method, context, requests, responses);
            return;
        }
        using var bounded = new BoundedServerCallContext(context, method.Type, bounds, time);
        await RunUnboundedAsync(method, bounded, new FirstRequestSource(requests, bounded), responses);
    }

    private async Task RunUnboundedAsync(RpcMethod method, ServerCallContext context, IMessageSource requests, IMessageSink responses)
    {
        try
        {
            if (interceptors.Count == 0) await HandleAsync(method, context, requests, responses);
            else await InterceptAsync(0, method, context, requests, responses);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, method, context);
        }
    }

    private Task InterceptAsync(int index, RpcMethod method, ServerCallContext context, IMessageSource requests, IMessageSink responses) =>
        index == interceptors.Count
            ? HandleAsync(method, context, requests, responses)
            : interceptors[index].InvokeAsync(method, context, () => InterceptAsync(index + 1, method, context, requests, responses));

    private async Task HandleAsync(RpcMethod method, ServerCallContext context, IMessageSource requests, IMessageSink responses)
    {
        try
        {
            await method.HandleAsync(context, requests, responses);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, method, context);
        }
        if (context.Status.StatusCode != StatusCode.OK) throw new RpcException(context.Status, context.ResponseTrailers);
    }

    private RpcException Translate(Exception exception, RpcMethod method, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested && exception is (OperationCanceledException or IOException))
            return new RpcException(CancellationStatus(context));
        var errorId = Guid.NewGuid().ToString("N");
        HandlerFailed(logger, exception, method.FullName, errorId);
        return RpcErrors.Internal(errorId);
    }

    private Status CancellationStatus(ServerCallContext context)
    {
        if (context is ICancellationReason known) return known.CancellationStatus;
        // A timer may fire a little before the clock shows its time.
        return context.Deadline - time.GetUtcNow().UtcDateTime <= TimeSpan.FromMilliseconds(20)
            ? new Status(StatusCode.DeadlineExceeded, "Deadline exceeded")
            : Status.DefaultCancelled;
    }

    [LoggerMessage(100, LogLevel.Error, "{Method} failed; the caller was told error id {ErrorId}")]
    private static partial void HandlerFailed(ILogger logger, Exception exception, string method, string errorId);
}
