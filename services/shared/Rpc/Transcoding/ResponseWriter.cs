using FactoryTwin.Rpc.Json;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Wire;
using Google.Api;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Takes the messages of a response to HTTP.</summary>
internal abstract class ResponseWriter(HttpContext http, FieldNames names) : IMessageSink, IAsyncDisposable
{
    protected HttpContext Http { get; } = http;

    public virtual async ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        using var wire = ProtoJson.Encode(message);
        await WriteAsync(wire.Written, cancellationToken);
    }

    /// <summary>Takes an encoded message; the bytes are the caller's again when this returns.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellationToken);

    /// <summary>The call ended well.</summary>
    public virtual ValueTask CompleteAsync() => ValueTask.CompletedTask;

    /// <summary>The call failed. Not started yet: the problem is the response. Else as the form of the stream has it.</summary>
    public ValueTask FailAsync(Problem problem) => FailAsync(names.Spell(problem), Http.Response.HasStarted);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected virtual async ValueTask FailAsync(Problem problem, bool started)
    {
        if (started)
            Http.Abort();
        else
            await Http.WriteProblemAsync(problem);
    }
}

/// <summary>One message as JSON.</summary>
internal sealed class JsonResponse(HttpContext http, FieldNames names, MessageJson json) : ResponseWriter(http, names)
{
    private readonly PooledBuffer _text = new();
    private bool _written;

    /// <summary>Sends nothing before the interceptors are through, so that a late failure still gets its status.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellationToken)
    {
        _written = true;
        if (Preconditions.Header(json.Message, wire.Span) is { } etag)
            Http.Response.Headers.ETag = etag;
        json.Write(_text, wire.Span);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask CompleteAsync()
    {
        if (!_written)
            return;
        Http.Response.ContentType = "application/json";
        Http.Response.ContentLength = _text.Count;
        await Http.Response.Body.WriteAsync(_text.Written, Http.RequestAborted);
    }

    public override ValueTask DisposeAsync()
    {
        _text.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Raw bytes with the content type of the first message; further messages follow as they come.</summary>
internal sealed class RawResponse(HttpContext http, FieldNames names, RestBinding binding) : ResponseWriter(http, names)
{
    private bool _started;

    public override async ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        if ((binding.ResponseField is { } field ? field.Accessor.GetValue(message) : message) is HttpBody body)
            await WriteAsync(body.ContentType, body.Data.Memory, cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellationToken)
    {
        var body = HttpBody.Parser.ParseFrom(binding.ResponseField is not { } field ? wire.Span : WireFields.TryFind(wire.Span, field, out var part) ? part : []);
        await WriteAsync(body.ContentType, body.Data.Memory, cancellationToken);
    }

    private async ValueTask WriteAsync(string contentType, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!_started)
        {
            _started = true;
            Http.Response.ContentType = contentType.Length > 0 ? contentType : "application/octet-stream";
        }
        await Http.Response.Body.WriteAsync(data, cancellationToken);
        await Http.Response.Body.FlushAsync(cancellationToken);
    }
}
