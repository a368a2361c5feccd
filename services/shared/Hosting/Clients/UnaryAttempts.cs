using FactoryTwin.Rpc;
using Grpc.Core;
using Polly;
using Polly.CircuitBreaker;

namespace FactoryTwin.Hosting.Clients;

/// <summary>A unary call behind a circuit breaker; looks like a plain one from outside.</summary>
internal sealed class UnaryAttempts<TResponse>(CancellationToken cancellationToken) : IDisposable
{
    private readonly TaskCompletionSource<Metadata> headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private AsyncUnaryCall<TResponse>? last;
    private RpcException? failure;

    public Task<Metadata> Headers => headers.Task;

    public async Task<TResponse> RunAsync(ResiliencePipeline pipeline, string peer, Func<CancellationToken, AsyncUnaryCall<TResponse>> start)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                static async (state, token) => await state.Self.AttemptAsync(state.Start, token), (Self: this, Start: start), cancelled.Token);
        }
        catch (BrokenCircuitException e)
        {
            throw Fail(RpcErrors.Unavailable($"Service '{peer}' does not answer; the next attempt is made in {e.RetryAfter?.TotalSeconds ?? 0:0.0} s."));
        }
        catch (OperationCanceledException)
        {
            throw Fail(new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled.")));
        }
        catch (RpcException e)
        {
            Fail(e);
            throw;
        }
    }

    public Status GetStatus() => failure?.Status ?? last?.GetStatus() ?? throw new InvalidOperationException("The call has not ended yet.");

    public Metadata GetTrailers() => failure?.Trailers ?? last?.GetTrailers() ?? throw new InvalidOperationException("The call has not ended yet.");

    public void Dispose()
    {
        if (!cancelled.IsCancellationRequested)
            cancelled.Cancel();
        last?.Dispose();
    }

    private async ValueTask<TResponse> AttemptAsync(Func<CancellationToken, AsyncUnaryCall<TResponse>> start, CancellationToken token)
    {
        last?.Dispose();
        last = start(token);
        var response = await last.ResponseAsync;
        headers.TrySetResult(await last.ResponseHeadersAsync);
        return response;
    }

    private RpcException Fail(RpcException e)
    {
        failure = e;
        headers.TrySetResult([]);
        return e;
    }
}
