using System.Buffers;
using System.Text;
using FactoryTwin.Rpc.Json;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>
/// Joins one body (or one element of a stream) with the parameters into a request. It works on the encoding, where messages are
/// joined by writing one after the other and the last of two values counts: the path wins over the body.
/// </summary>
/// <param name="binding">The rule.</param>
/// <param name="json">Reads JSON.</param>
/// <param name="parameters">The encoding of a request with nothing but the parameters.</param>
/// <param name="ifMatch">The etag of the If-Match header; null where there is none.</param>
/// <param name="names">Takes note of how the caller writes names.</param>
internal sealed class RequestComposer(RestBinding binding, ProtoJson json, byte[] parameters, string? ifMatch, FieldNames names)
{
    private static readonly FieldDescriptor ContentType = HttpBody.Descriptor.FindFieldByNumber(HttpBody.ContentTypeFieldNumber);
    private static readonly FieldDescriptor Data = HttpBody.Descriptor.FindFieldByNumber(HttpBody.DataFieldNumber);

    /// <summary>The request of a body of JSON; an empty one has no fields.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT that names the fields at fault.</exception>
    public byte[] FromJson(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(Encoding.UTF8.Preamble))
            text = text[Encoding.UTF8.Preamble.Length..];
        byte[] body = text.Trim(" \t\r\n"u8).IsEmpty ? [] : Read(text);
        foreach (var fields in binding.PathFields)
            RefuseOther(body, [.. fields]);
        if (parameters.Length == 0 && ifMatch is null && binding.HttpMethod != "PATCH")
            return body;
        using var wire = new WireBuilder();
        wire.Raw(body);
        wire.Raw(parameters);
        if (binding is { HttpMethod: "PATCH", BodyField: not null })
            UpdateMasks.Derive(binding, wire, text);
        Preconditions.Apply(wire, binding, ifMatch);
        return wire.Written.ToArray();
    }

    /// <summary>The request of a method that takes no body.</summary>
    public byte[] WithoutBody()
    {
        if (ifMatch is null)
            return parameters;
        using var wire = new WireBuilder();
        wire.Raw(parameters);
        Preconditions.Apply(wire, binding, ifMatch);
        return wire.Written.ToArray();
    }

    /// <summary>The request of a raw body.</summary>
    public byte[] FromBytes(string contentType, ReadOnlySequence<byte> data)
    {
        using var wire = new WireBuilder();
        wire.Raw(parameters);
        var start = -1;
        if (binding.BodyField is { } field)
        {
            wire.Tag(field.FieldNumber, WireKind.Bytes);
            start = wire.Begin();
        }
        if (contentType.Length > 0)
            WireFields.Add(wire, [ContentType], Encoding.UTF8.GetBytes(contentType));
        if (data.Length > 0)
        {
            wire.Tag(Data.FieldNumber, WireKind.Bytes);
            wire.Varint((ulong)data.Length);
            foreach (var piece in data)
                wire.Raw(piece.Span);
        }
        if (start >= 0)
            wire.End(start);
        return wire.Written.ToArray();
    }

    private byte[] Read(ReadOnlySpan<byte> text) => binding.BodyField is { } field
        ? json.ReadField(text, field, names.Saw)
        : json.Read(text, binding.Method.InputType, "", names.Saw);

    /// <summary>A body that names another resource than the path is a mistake of the caller that must not be overlooked.</summary>
    private void RefuseOther(byte[] body, FieldDescriptor[] fields)
    {
        if (!WireFields.TryFind(body, fields, out var inBody) || !inBody.ContainsAnyExcept((byte)0))
            return;
        if (!WireFields.TryFind(parameters, fields, out var inPath) || !inBody.SequenceEqual(inPath))
            throw RpcErrors.InvalidArgument((FieldPaths.Text(fields), "The body says something else than the path."));
    }
}
