using System.Diagnostics;
using Google.Protobuf;

namespace FactoryTwin.Events;

/// <summary>A CloudEvents 1.0 event with a protobuf payload. Attributes carry the specification's names.</summary>
/// <param name="Id">Unique within <paramref name="Source"/>; a repeated delivery carries the same id.</param>
/// <param name="Source">URI-reference of the publisher, for example "/services/ingestion".</param>
/// <param name="Type">Full protobuf name of the payload, for example "factorytwin.energy.v1.PricesChanged".</param>
/// <param name="Time">When it happened.</param>
/// <param name="Key">The id whose order matters (CloudEvents extension "partitionkey"); events of one key keep their order.</param>
/// <param name="Data">The payload, protobuf binary ("datacontenttype" is application/protobuf).</param>
public sealed record CloudEvent(string Id, string Source, string Type, DateTimeOffset Time, string Key, ReadOnlyMemory<byte> Data)
{
    /// <summary>The resource that the event is about; may be absent.</summary>
    public string? Subject { get; init; }

    /// <summary>W3C trace context of the publisher (extension "traceparent"); may be absent.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Wraps <paramref name="payload"/>; its type's full name becomes the event's type; a running trace that is recorded goes on with it.</summary>
    public static CloudEvent Of(IMessage payload, string source, string key, DateTimeOffset time, string? id = null, string? subject = null) =>
        new(id ?? Guid.CreateVersion7(time).ToString("N"), source, payload.Descriptor.FullName, time, key, payload.ToByteArray())
        {
            Subject = subject,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } running ? running.Id : null,
        };

    /// <summary>Reads the payload back.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a <typeparamref name="T"/>.</exception>
    public T Payload<T>() where T : IMessage<T>, new() => new MessageParser<T>(() => new T()).ParseFrom(Data.Span);
}
