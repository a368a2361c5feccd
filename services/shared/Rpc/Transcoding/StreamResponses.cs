using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>
/// Server-sent events: each message is an event with an id from 1 on; comments keep the connection alive; "event: end" tells a
/// regular end, "event: error" carries the problem.
/// </summary>
internal sealed class EventStream : ResponseWriter
{
    private readonly JsonFormatter _formatter;
    private readonly FieldDescriptor? _field;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _heartbeats;
    private long _id;
    private bool _closed;

    public EventStream(HttpContext http, JsonFormatter formatter, FieldDescriptor? field, TranscodingOptions options, TimeProvider time)
        : base(http)
    {
        _formatter = formatter;
        _field = field;
        _heartbeats = HeartbeatAsync(options, time);
    }

    public override ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken) =>
        SendAsync($"id: {++_id}\ndata: {JsonValues.Of(_formatter, message, _field)}\n\n", cancellationToken);

    public override async ValueTask CompleteAsync()
    {
        await SendAsync("event: end\ndata: {}\n\n", Http.RequestAborted, last: true);
    }

    public override async ValueTask FailAsync(Problem problem)
    {
        await _turn.WaitAsync(Http.RequestAborted);
        try
        {
            _closed = true;
            if (!Http.Response.HasStarted)
                await Http.WriteProblemAsync(problem);
            else
                await WriteAsync($"event: error\ndata: {ProblemWriter.ToText(problem, RequestIds.Of(Http))}\n\n", Http.RequestAborted);
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
    }

    private async Task HeartbeatAsync(TranscodingOptions options, TimeProvider time)
    {
        try
        {
            await Task.Delay(options.FirstHeartbeat, time, _ended.Token);
            if (!Http.Response.HasStarted)
                await SendAsync(": waiting\n\n", _ended.Token);
            while (true)
            {
                await Task.Delay(options.Heartbeat, time, _ended.Token);
                await SendAsync(": alive\n\n", _ended.Token);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The stream ended, or its reader is gone: the call hears of that by its own token.
        }
    }

    private async ValueTask SendAsync(string text, CancellationToken cancellationToken, bool last = false)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_closed)
                return;
            _closed = last;
            await WriteAsync(text, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask WriteAsync(string text, CancellationToken cancellationToken)
    {
        StreamHeaders.Set(Http, "text/event-stream");
        await Http.Response.WriteAsync(text, cancellationToken);
        await Http.Response.Body.FlushAsync(cancellationToken);
    }
}

/// <summary>JSON lines: one message a line; a failure in the middle is a last line {"error": problem}.</summary>
internal sealed class JsonLinesResponse(HttpContext http, JsonFormatter formatter, FieldDescriptor? field) : ResponseWriter(http)
{
    public override ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken) =>
        WriteAsync(JsonValues.Of(formatter, message, field) + "\n", cancellationToken);

    public override async ValueTask CompleteAsync()
    {
        StreamHeaders.Set(Http, "application/x-ndjson");
        await Http.Response.StartAsync(Http.RequestAborted);
    }

    public override async ValueTask FailAsync(Problem problem)
    {
        if (!Http.Response.HasStarted)
            await Http.WriteProblemAsync(problem);
        else
            await WriteAsync($"{{\"error\":{ProblemWriter.ToText(problem, RequestIds.Of(Http))}}}\n", Http.RequestAborted);
    }

    private async ValueTask WriteAsync(string text, CancellationToken cancellationToken)
    {
        StreamHeaders.Set(Http, "application/x-ndjson");
        await Http.Response.WriteAsync(text, cancellationToken);
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
