using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FactoryTwin.Rpc.Server;

/// <summary>
/// Cuts an answer whose caller takes nothing of it for too long: its stream alone. The web server's own limit would cut the connection,
/// which at a service is the gateway's, with every other caller's calls on it.
/// </summary>
/// <param name="http">The request.</param>
/// <param name="time">Tells how long.</param>
/// <param name="limit">How long one write may wait.</param>
public sealed class SlowReader(HttpContext http, TimeProvider time, TimeSpan limit) : IDisposable
{
    /// <summary>HTTP/2's CANCEL (RFC 9113 §7): nobody is at fault, the answer is not wanted.</summary>
    private const int CancelCode = 8;

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _waiting;

    /// <summary>True once the stream was ended here.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Waits for a write.</summary>
    public async ValueTask<T> WaitAsync<T>(ValueTask<T> write)
    {
        if (write.IsCompleted) return await write;
        Begin();
        try
        {
            return await write;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Waits for a write.</summary>
    public async Task WaitAsync(Task write)
    {
        if (!write.IsCompleted) Begin();
        try
        {
            await write;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends the stream; of HTTP/1.1, which has none, the connection.</summary>
    public void Cut()
    {
        IsCut = true;
        if (http.Features.Get<IHttpResetFeature>() is not { } stream)
        {
            http.Abort();
            return;
        }
        // The web server leaves a write that waits as it is when its stream is reset, and then takes no more notice of it.
        http.Response.BodyWriter.CancelPendingFlush();
        stream.Reset(CancelCode);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _timer?.Dispose();
    }

    /// <summary>A write begins that may wait.</summary>
    public void Begin()
    {
        lock (_gate) _waiting = true;
        if (_timer is null) _timer = time.CreateTimer(static reader => ((SlowReader)reader!).OnLimit(), this, limit, Timeout.InfiniteTimeSpan);
        else _timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It is over; or none was begun.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (!_waiting) return;
            _waiting = false;
        }
        _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>While a write waits its request cannot be over.</summary>
    private void OnLimit()
    {
        lock (_gate)
        {
            if (_waiting) Cut();
        }
    }
}
