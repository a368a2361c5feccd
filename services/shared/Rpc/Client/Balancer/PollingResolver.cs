using FactoryTwin.Rpc.Client;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client.Balancer;

/// <summary>A resolver that has to ask. One question at a time; a failed one is asked again, with growing waits.</summary>
public abstract partial class PollingResolver(ILoggerFactory loggerFactory, TimeProvider? timeProvider = null) : Resolver
{
    private readonly ILogger _log = loggerFactory.CreateLogger("Grpc.Net.Client.Balancer.PollingResolver");
    private readonly ConnectionBackoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), Random.Shared);
    private readonly CancellationTokenSource _ended = new();
    private Action<ResolverResult>? _listener;
    private int _asking;

    protected TimeProvider Time { get; } = timeProvider ?? TimeProvider.System;

    /// <summary>Takes what <see cref="ResolveAsync"/> found.</summary>
    protected Action<ResolverResult> Listener => _listener ?? throw new InvalidOperationException("The resolver is not started.");

    public sealed override void Start(Action<ResolverResult> listener)
    {
        if (Interlocked.CompareExchange(ref _listener, listener, null) is not null) throw new InvalidOperationException("The resolver is started already.");
        OnStarted();
        Refresh();
    }

    public override void Refresh()
    {
        if (_listener is null) throw new InvalidOperationException("The resolver is not started.");
        if (_ended.IsCancellationRequested || Interlocked.Exchange(ref _asking, 1) != 0) return;
        _ = AskAsync(_ended.Token);
    }

    /// <summary>The place for timers of your own.</summary>
    protected virtual void OnStarted()
    {
    }

    /// <summary>Asks, and gives the answer to <see cref="Listener"/>. What it throws is told as UNAVAILABLE.</summary>
    protected abstract Task ResolveAsync(CancellationToken cancellationToken);

    /// <summary>How long to wait before a question; zero for the first.</summary>
    private protected virtual TimeSpan Pace() => TimeSpan.Zero;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _ended.Cancel();
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (Pace() is { Ticks: > 0 } wait) await Task.Delay(wait, Time, cancellationToken);
                try
                {
                    await ResolveAsync(cancellationToken);
                    _backoff.Reset();
                    return;
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    CannotResolve(_log, e);
                    Listener(ResolverResult.ForFailure(new Status(StatusCode.Unavailable, "The addresses could not be found: " + e.Message, e)));
                }
                await Task.Delay(_backoff.Next(), Time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The channel has ended.
        }
        finally
        {
            Volatile.Write(ref _asking, 0);
        }
    }

    [LoggerMessage(1301, LogLevel.Warning, "The addresses of a service could not be found; asked again soon.")]
    private static partial void CannotResolve(ILogger logger, Exception e);
}
