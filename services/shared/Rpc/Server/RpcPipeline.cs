using System.Data.Common;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Rpc.Server;

/// <summary>Runs interceptors around a handler and turns whatever is thrown into a status.</summary>
internal sealed partial class RpcPipeline(IReadOnlyList<IRpcServerInterceptor> interceptors, TimeProvider time, ILogger logger, CallBounds? bounds)
{
    private readonly IRpcServerInterceptor[] _interceptors = [.. interceptors];

    public Task RunAsync(RpcMethod method, ServerCallContext context, IMessageSource requests, IMessageSink responses) => bounds is null
        ? RunUnboundedAsync(method, context, requests, responses)
        : RunBoundedAsync(bounds, method, context, requests, responses);

    private async Task RunBoundedAsync(CallBounds limits, RpcMethod method, ServerCallContext context, IMessageSource requests, IMessageSink responses)
    {
        using var bounded = new BoundedServerCallContext(context, requests, method.Type, limits, time);
        await RunUnboundedAsync(method, bounded, bounded, responses);
    }

    private async Task RunUnboundedAsync(RpcMethod method, ServerCallContext context, IMessageSource requests, IMessageSink responses)
    {
        try
        {
            if (_interceptors.Length == 0) await HandleAsync(method, context, requests, responses);
            else await new Chain(this, method, context, requests, responses).NextAsync();
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, method, context);
        }
    }

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

    /// <summary>One call on its way through the interceptors, with one delegate for all of them: each runs what follows once.</summary>
    private sealed class Chain
    {
        private readonly RpcPipeline _pipeline;
        private readonly RpcMethod _method;
        private readonly ServerCallContext _context;
        private readonly IMessageSource _requests;
        private readonly IMessageSink _responses;
        private readonly Func<Task> _next;
        private int _index;

        public Chain(RpcPipeline pipeline, RpcMethod method, ServerCallContext context, IMessageSource requests, IMessageSink responses)
        {
            (_pipeline, _method, _context, _requests, _responses) = (pipeline, method, context, requests, responses);
            _next = NextAsync;
        }

        public Task NextAsync() => _index == _pipeline._interceptors.Length
            ? _pipeline.HandleAsync(_method, _context, _requests, _responses)
            : _pipeline._interceptors[_index++].InvokeAsync(_method, _context, _next);
    }

    private RpcException Translate(Exception exception, RpcMethod method, ServerCallContext context)
    {
        if (IsCancelled(context) && exception is (OperationCanceledException or IOException))
            return new RpcException(CancellationStatus(context));
        if (exception is DbException { IsTransient: true })
        {
            StoreAway(logger, exception, method.FullName);
            return RpcErrors.Unavailable("The service cannot reach its store now. The same call may go through later.");
        }
        var errorId = Guid.NewGuid().ToString("N");
        HandlerFailed(logger, exception, method.FullName, errorId);
        return RpcErrors.Internal(errorId);
    }

    /// <summary>By the clock too: where the deadline is past, the timer of the token may still be on its way.</summary>
    private static bool IsCancelled(ServerCallContext context) =>
        context.CancellationToken.IsCancellationRequested || context is ICancellationReason { IsCancelled: true };

    private Status CancellationStatus(ServerCallContext context)
    {
        if (context is ICancellationReason known) return known.CancellationStatus;
        // A timer may fire a little before the clock shows its time.
        return context.Deadline - time.GetUtcNow().UtcDateTime <= TimeSpan.FromMilliseconds(20)
            ? new Status(StatusCode.DeadlineExceeded, "Deadline exceeded")
            : Status.DefaultCancelled;
    }

    [LoggerMessage(101, LogLevel.Warning, "{Method} failed because the store could not be reached; the caller was told UNAVAILABLE")]
    private static partial void StoreAway(ILogger logger, Exception exception, string method);

    [LoggerMessage(100, LogLevel.Error, "{Method} failed; the caller was told error id {ErrorId}")]
    private static partial void HandlerFailed(ILogger logger, Exception exception, string method, string errorId);
}
