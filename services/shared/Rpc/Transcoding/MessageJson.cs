using System.Buffers;
using FactoryTwin.Rpc.Json;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The JSON of one method's responses: the whole message, or the one field that the rule's response_body names.</summary>
internal sealed class MessageJson(ProtoJson json, MessageDescriptor message, FieldDescriptor? field)
{
    public MessageDescriptor Message => message;

    /// <summary>The field that is sent; null for the whole.</summary>
    public FieldDescriptor? Part { get; } = field;

    /// <exception cref="InvalidDataException">The message holds what has no JSON form.</exception>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> wire)
    {
        if (Part is null)
            json.Write(output, message, wire);
        else
            json.WriteField(output, Part, wire);
    }
}
