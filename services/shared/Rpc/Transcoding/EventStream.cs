using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Wire;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>
/// Server-sent events (WHATWG HTML §9.2): each message is an event; comments keep the connection alive; "event: end" tells a regular
/// end, "event: error" carries the problem. The id is what the contract resumes by (<see cref="Resumption"/>), else the number of
/// the event. Where a caller who comes back cannot go on after his last event, "event: reset" says so before anything else.
/// </summary>
internal sealed class EventStream : ResponseWriter
{
    private readonly MessageJson _json;
    private readonly FieldDescriptor? _idField;
    private readonly TranscodingOptions _options;
    private readonly PooledBuffer _text = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _heartbeats;
    private long _number;
    private bool _closed;
    private string? _reset;

    public EventStream(HttpContext http, FieldNames names, MessageJson json, MethodDescriptor method, TranscodingOptions options, TimeProvider time, SlowReader reader)
        : base(http, names, reader)
    {
        _json = json;
        _options = options;
        var resumes = Resumption.RequestField(method) is not null;
        _idField = resumes ? Resumption.ResponseField(method) : null;
        if (!resumes && http.Request.Headers["Last-Event-ID"].Count > 0)
            _reset = "This stream cannot go on after an event: it starts anew.";
        _heartbeats = HeartbeatAsync(time);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellationToken)
    {
        _text.Clear();
        var id = _idField is null ? (++_number).ToString(CultureInfo.InvariantCulture) : Resumption.IdOf(wire.Span, _idField);
        if (id is not null)
            _text.Write(Encoding.UTF8.GetBytes($"id: {id}\n"));
        _text.Write("data: "u8);
        _json.Write(_text, wire.Span);
        _text.Write("\n\n"u8);
        await SendAsync(_text.Written, cancellationToken);
        if (HttpMethods.IsHead(Http.Request.Method))
            throw Done();
    }

    public override async ValueTask CompleteAsync()
    {
        if (!IsDone)
            await SendAsync("event: end\ndata: {}\n\n"u8.ToArray(), Http.RequestAborted, last: true);
    }

    public override async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _heartbeats;
        _ended.Dispose();
        _turn.Dispose();
        _text.Dispose();
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

    private async Task HeartbeatAsync(TimeProvider time)
    {
        try
        {
            await Task.Delay(_options.FirstHeartbeat, time, _ended.Token);
            if (!Http.Response.HasStarted)
                await SendAsync(": waiting\n\n"u8.ToArray(), _ended.Token);
            while (true)
            {
                await Task.Delay(_options.Heartbeat, time, _ended.Token);
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
        if (!Http.Response.HasStarted)
        {
            StreamHeaders.Set(Http, Acceptable.Events);
            var restarted = Http.Response.Headers[Resumption.RestartHeader].ToString();
            _reset ??= restarted.Length > 0 ? restarted : null;
            var preamble = $"retry: {(long)_options.Retry.TotalMilliseconds}\n\n";
            if (_reset is not null)
                preamble += $"event: reset\ndata: {{\"reason\":\"{JsonEncodedText.Encode(_reset)}\"}}\n\n";
            await Reader.WaitAsync(Http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(preamble), cancellationToken).AsTask());
        }
        await Reader.WaitAsync(Http.Response.Body.WriteAsync(text, cancellationToken).AsTask());
        await Reader.WaitAsync(Http.Response.Body.FlushAsync(cancellationToken));
    }
}
