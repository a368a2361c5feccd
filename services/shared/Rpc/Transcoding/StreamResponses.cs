using System.Buffers;
using System.Text.Unicode;
using FactoryTwin.Rpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>
/// Server-sent events: each message is an event with an id from 1 on; comments keep the connection alive; "event: end" tells a
/// regular end, "event: error" carries the problem.
/// </summary>
internal sealed class EventStream : ResponseWriter
{
    private readonly MessageJson _json;
    private readonly PooledBuffer _text = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _heartbeats;
    private long _id;
    private bool _closed;

    public EventStream(HttpContext http, FieldNames names, MessageJson json, TranscodingOptions options, TimeProvider time)
        : base(http, names)
    {
        _json = json;
        _heartbeats = HeartbeatAsync(options, time);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellationToken)
    {
        _text.Clear();
        Utf8.TryWrite(_text.GetSpan(64), $"id: {++_id}\ndata: ", out var length);
        _text.Advance(length);
        _json.Write(_text, wire.Span);
        _text.Write("\n\n"u8);
        await SendAsync(_text.Written, cancellationToken);
    }

    public override async ValueTask CompleteAsync()
    {
        await SendAsync("event: end\ndata: {}\n\n"u8.ToArray(), Http.RequestAborted, last: true);
    }

    protected override async ValueTask FailAsync(Problem problem, bool started)
    {
        await _turn.WaitAsync(Http.RequestAborted);
        try
        {
            _closed = true;
            if (!Http.Response.HasStarted)
                await Http.WriteProblemAsync(problem);
            else
                await FlushAsync((byte[])[.. "event: error\ndata: "u8, .. ProblemWriter.ToJson(problem, RequestIds.Of(Http)), .. "\n\n"u8], Http.RequestAborted);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _heartbeats;
        _ended.Dispose();
        _turn.Dispose();
        _text.Dispose();
    }

    private async Task HeartbeatAsync(TranscodingOptions options, TimeProvider time)
    {
        try
        {
            await Task.Delay(options.FirstHeartbeat, time, _ended.Token);
            if (!Http.Response.HasStarted)
                await SendAsync(": waiting\n\n"u8.ToArray(), _ended.Token);
            while (true)
            {
                await Task.Delay(options.Heartbeat, time, _ended.Token);
                await SendAsync(": alive\n\n"u8.ToArray(), _ended.Token);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The stream ended, or its reader is gone: the call hears of that by its own token.
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken, bool last = false)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_closed)
                return;
            _closed = last;
            await FlushAsync(text, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask FlushAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        StreamHeaders.Set(Http, "text/event-stream");
        await Http.Response.Body.WriteAsync(text, cancellationToken);
        await Http.Response.Body.FlushAsync(cancellationToken);
    }
}

/// <summary>JSON lines: one message a line; a failure in the middle is a last line {"error": problem}.</summary>
internal sealed class JsonLinesResponse(HttpContext http, FieldNames names, MessageJson json) : ResponseWriter(http, names)
{
    private readonly PooledBuffer _text = new();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellationToken)
    {
        _text.Clear();
        json.Write(_text, wire.Span);
        _text.Write("\n"u8);
        await FlushAsync(_text.Written, cancellationToken);
    }

    public override async ValueTask CompleteAsync()
    {
        StreamHeaders.Set(Http, "application/x-ndjson");
        await Http.Response.StartAsync(Http.RequestAborted);
    }

    public override ValueTask DisposeAsync()
    {
        _text.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask FailAsync(Problem problem, bool started)
    {
        if (!started)
            await Http.WriteProblemAsync(problem);
        else
            await FlushAsync((byte[])[.. "{\"error\":"u8, .. ProblemWriter.ToJson(problem, RequestIds.Of(Http)), .. "}\n"u8], Http.RequestAborted);
    }

    private async ValueTask FlushAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        StreamHeaders.Set(Http, "application/x-ndjson");
        await Http.Response.Body.WriteAsync(text, cancellationToken);
        await Http.Response.Body.FlushAsync(cancellationToken);
    }
}

internal static class StreamHeaders
{
    /// <summary>Tells everyone on the way to pass the stream on as it comes.</summary>
    public static void Set(HttpContext http, string contentType)
    {
        if (http.Response.HasStarted)
            return;
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = contentType;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }
}
