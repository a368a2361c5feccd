using FactoryTwin.Rpc.Server;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Takes the messages of a response to HTTP.</summary>
internal abstract class ResponseWriter(HttpContext http) : IMessageSink, IAsyncDisposable
{
    protected HttpContext Http { get; } = http;

    public abstract ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken);

    /// <summary>The call ended well.</summary>
    public virtual ValueTask CompleteAsync() => ValueTask.CompletedTask;

    /// <summary>The call failed. Not started yet: the problem is the response. Else as the form of the stream has it.</summary>
    public virtual async ValueTask FailAsync(Problem problem)
    {
        if (Http.Response.HasStarted)
            Http.Abort();
        else
            await Http.WriteProblemAsync(problem);
    }

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>One message as JSON.</summary>
internal sealed class JsonResponse(HttpContext http, JsonFormatter formatter, FieldDescriptor? field) : ResponseWriter(http)
{
    private IMessage? _message;

    public override ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        _message = message;
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends nothing before the interceptors are through, so that a late failure still gets its status.</summary>
    public override async ValueTask CompleteAsync()
    {
        if (_message is null)
            return;
        Http.Response.ContentType = "application/json";
        if (Preconditions.Header(_message) is { } etag)
            Http.Response.Headers.ETag = etag;
        await Http.Response.WriteAsync(JsonValues.Of(formatter, _message, field), Http.RequestAborted);
    }
}

/// <summary>Raw bytes with the content type of the first message; further messages follow as they come.</summary>
internal sealed class RawResponse(HttpContext http, FieldDescriptor? field) : ResponseWriter(http)
{
    private bool _started;

    public override async ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        if ((field is null ? message : field.Accessor.GetValue(message)) is not HttpBody body)
            return;
        if (!_started)
        {
            _started = true;
            Http.Response.ContentType = body.ContentType.Length > 0 ? body.ContentType : "application/octet-stream";
        }
        await Http.Response.Body.WriteAsync(body.Data.Memory, cancellationToken);
        await Http.Response.Body.FlushAsync(cancellationToken);
    }
}

internal static class JsonValues
{
    /// <summary>The JSON of a message, or of the one field that a rule's response_body names.</summary>
    public static string Of(JsonFormatter formatter, IMessage message, FieldDescriptor? field)
    {
        if (field is null)
            return formatter.Format(message);
        using var text = new StringWriter();
        formatter.WriteValue(text, field.Accessor.GetValue(message));
        return text.ToString();
    }
}
