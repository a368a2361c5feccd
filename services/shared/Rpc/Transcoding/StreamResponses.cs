using System.Buffers;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>JSON lines: one message a line; a failure in the middle is a last line {"error": problem}.</summary>
internal sealed class JsonLinesResponse(HttpContext http, FieldNames names, MessageJson json, string mediaType, SlowReader reader) : ResponseWriter(http, names, reader)
{
    private readonly PooledBuffer _text = new();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellationToken)
    {
        _text.Clear();
        json.Write(_text, wire.Span);
        _text.Write("\n"u8);
        await FlushAsync(_text.Written, cancellationToken);
        if (HttpMethods.IsHead(Http.Request.Method))
            throw Done();
    }

    public override async ValueTask CompleteAsync()
    {
        StreamHeaders.Set(Http, mediaType);
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
        StreamHeaders.Set(Http, mediaType);
        await Reader.WaitAsync(Http.Response.Body.WriteAsync(text, cancellationToken).AsTask());
        await Reader.WaitAsync(Http.Response.Body.FlushAsync(cancellationToken));
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
