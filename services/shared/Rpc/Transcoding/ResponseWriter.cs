using FactoryTwin.Rpc.Json;
using FactoryTwin.Rpc.Server;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Takes the messages of a response to HTTP.</summary>
internal abstract class ResponseWriter(HttpContext http, FieldNames names, SlowReader reader) : IMessageSink, IAsyncDisposable
{
    protected HttpContext Http { get; } = http;

    /// <summary>Stands by every write that may wait for the caller.</summary>
    protected SlowReader Reader { get; } = reader;

    public virtual async ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        using var wire = ProtoJson.Encode(message);
        await WriteAsync(wire.Written, cancellationToken);
    }

    /// <summary>Takes an encoded message; the bytes are the caller's again when this returns.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellationToken);

    /// <summary>True where the answer is whole though the handler would say more: the head of a stream, the end of a range.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The call ended well.</summary>
    public virtual ValueTask CompleteAsync() => ValueTask.CompletedTask;

    /// <summary>The call failed. Not started yet: the problem is the response. Else as the form of the stream has it.</summary>
    public ValueTask FailAsync(Problem problem) => FailAsync(names.Spell(problem), Http.Response.HasStarted);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What ends the handler when nothing more is wanted of it.</summary>
    protected RpcException Done()
    {
        IsDone = true;
        return new RpcException(Status.DefaultCancelled);
    }

    protected virtual async ValueTask FailAsync(Problem problem, bool started)
    {
        if (started)
            Http.Abort();
        else
            await Http.WriteProblemAsync(problem);
    }
}
