using FactoryTwin.Rpc.Json;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Wire;
using Google.Api;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>One message as JSON.</summary>
internal sealed class JsonResponse(HttpContext http, FieldNames names, MessageJson json, Conditions conditions, SlowReader reader)
    : ResponseWriter(http, names, reader), ISingleMessageSink
{
    private readonly PooledBuffer _text = new();
    private int? _judged;

    public ValueTask WriteSingleAsync(IMessage message) => WriteAsync(message, CancellationToken.None);

    /// <summary>Sends nothing before the interceptors are through, so that a late failure still gets its status.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellationToken)
    {
        var etag = Preconditions.Header(json.Message, json.Part, wire.Span);
        if (etag is not null)
            Http.Response.Headers.ETag = etag;
        _judged = conditions.Judge(Http.Request, etag);
        if (_judged is null)
            json.Write(_text, wire.Span);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask CompleteAsync()
    {
        if (_judged == StatusCodes.Status304NotModified)
        {
            Http.Response.StatusCode = StatusCodes.Status304NotModified;
        }
        else if (_judged is not null)
        {
            await Http.WriteProblemAsync(Problem.Of(RpcErrors.Aborted(Conditions.Mismatch, "The resource has none of the etags of If-Match.")) with { Status = _judged.Value });
        }
        else if (_text.Count > 0)
        {
            Http.Response.ContentType = Acceptable.Json;
            await Reader.WaitAsync(ResponseEncoding.WriteAsync(Http, _text.Written));
        }
    }

    public override ValueTask DisposeAsync()
    {
        _text.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>
/// Raw bytes with the content type of the first message; further messages follow as they come. A handler that calls
/// <see cref="Download.DescribeAsync"/> beforehand gets conditions and ranges for it.
/// </summary>
internal sealed class RawResponse(HttpContext http, FieldNames names, RestBinding binding, Conditions conditions, SlowReader reader)
    : ResponseWriter(http, names, reader)
{
    private bool _started;
    private ByteRange? _range;
    private long _at;

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
            Begin(contentType);
        var part = _range is { } range ? range.Of(data, _at) : data;
        _at += data.Length;
        if (part.Length > 0)
        {
            await Reader.WaitAsync(Http.Response.Body.WriteAsync(part, cancellationToken).AsTask());
            await Reader.WaitAsync(Http.Response.Body.FlushAsync(cancellationToken));
        }
        if (HttpMethods.IsHead(Http.Request.Method) || (_range is { } whole && _at >= whole.End))
            throw Done();
    }

    private void Begin(string contentType)
    {
        _started = true;
        var response = Http.Response;
        if (conditions.Judge(Http.Request, response.Headers.ETag.ToString() is { Length: > 0 } etag ? etag : null) is { } judged)
        {
            response.StatusCode = judged;
            response.ContentLength = judged == StatusCodes.Status304NotModified ? null : 0;
            throw Done();
        }
        response.ContentType = contentType.Length > 0 ? contentType : "application/octet-stream";
        _range = ByteRange.Begin(Http);
    }
}
