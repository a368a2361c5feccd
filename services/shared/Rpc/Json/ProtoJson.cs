using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FactoryTwin.Rpc.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Json;

/// <summary>
/// The proto3 JSON mapping (protobuf.dev/programming-guides/json) between JSON and encoded messages. It knows descriptors only, so that it
/// serves messages without generated classes as well. May be used by many threads.
/// </summary>
public sealed class ProtoJson(JsonTypes types)
{
    private const int MaxPooled = 16;

    /// <summary>Twice the depth of messages: a list between two of them is a level of JSON too.</summary>
    internal const int MaxJsonDepth = (2 * JsonIntake.MaxDepth) + 8;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxJsonDepth };
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly ConcurrentBag<JsonEmitter> _emitters = [];

    public JsonTypes Types => types;

    /// <summary>Writes a message.</summary>
    /// <exception cref="InvalidDataException">It holds what has no JSON form: an Any of an unknown type, a time beyond the calendar.</exception>
    public void Write(IBufferWriter<byte> output, IMessage message)
    {
        using var wire = Encode(message);
        Write(output, message.Descriptor, wire.WrittenSpan);
    }

    /// <summary>Writes an encoded message.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such message, or it holds what has no JSON form.</exception>
    public void Write(IBufferWriter<byte> output, MessageDescriptor message, ReadOnlySpan<byte> wire)
    {
        var emitter = Rent(output);
        emitter.Message(types.Of(message), wire);
        Return(emitter);
    }

    /// <summary>Writes one field of an encoded message.</summary>
    /// <exception cref="InvalidDataException">As for the whole message.</exception>
    public void WriteField(IBufferWriter<byte> output, FieldDescriptor field, ReadOnlySpan<byte> wire)
    {
        var emitter = Rent(output);
        emitter.OnlyField(types.Of(field.ContainingType), types.Of(field), wire);
        Return(emitter);
    }

    /// <summary>Reads the JSON form of a message and encodes it.</summary>
    /// <param name="json">UTF-8, without a byte order mark.</param>
    /// <param name="message">What it is.</param>
    /// <param name="prefix">The path of the message within the request, for errors; empty for the request itself.</param>
    /// <param name="saw">Is told each name that was written otherwise than JSON has it.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT that names the fields at fault as the caller wrote them, at most 20.</exception>
    public byte[] Read(ReadOnlySpan<byte> json, MessageDescriptor message, string prefix = "", Action<string>? saw = null)
    {
        using var wire = new WireBuilder();
        Read(json, types.Of(message), null, prefix, wire, saw);
        return wire.Written.ToArray();
    }

    /// <summary>Reads the JSON form of one field and encodes a message that has this field alone.</summary>
    /// <exception cref="Grpc.Core.RpcException">As for a message.</exception>
    public byte[] ReadField(ReadOnlySpan<byte> json, FieldDescriptor field, Action<string>? saw = null)
    {
        using var wire = new WireBuilder();
        Read(json, types.Of(field.ContainingType), types.Of(field), field.JsonName, wire, saw);
        return wire.Written.ToArray();
    }

    internal static PooledBuffer Encode(IMessage message)
    {
        var size = message.CalculateSize();
        var wire = new PooledBuffer();
        if (size > 0)
        {
            message.WriteTo(wire.GetSpan(size)[..size]);
            wire.Advance(size);
        }
        return wire;
    }

    private void Read(ReadOnlySpan<byte> json, MessageShape shape, FieldShape? field, string prefix, WireBuilder wire, Action<string>? saw)
    {
        if (!Utf8.IsValid(json))
            throw RpcErrors.InvalidArgument((prefix, "The body is not UTF-8."));
        var intake = new JsonIntake(types, wire, saw);
        intake.Path.Enter(prefix);
        try
        {
            var reader = new Utf8JsonReader(json, ReaderOptions);
            reader.Read();
            if (field is null)
                intake.Message(ref reader, shape);
            else
                intake.Field(ref reader, field);
            // Whatever follows the value is refused here.
            reader.Read();
        }
        catch (JsonException fault)
        {
            throw RpcErrors.InvalidArgument((prefix, $"The body is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}."));
        }
        if (intake.Faults.Count > 0)
            throw RpcErrors.InvalidArgument([.. intake.Faults]);
    }

    private JsonEmitter Rent(IBufferWriter<byte> output)
    {
        if (!_emitters.TryTake(out var emitter))
            emitter = new JsonEmitter(types, new Utf8JsonWriter(output, WriterOptions));
        emitter.Reset(output);
        return emitter;
    }

    private void Return(JsonEmitter emitter)
    {
        emitter.Json.Flush();
        if (_emitters.Count < MaxPooled)
            _emitters.Add(emitter);
    }
}
