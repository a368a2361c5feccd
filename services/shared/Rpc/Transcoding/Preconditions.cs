using System.Text;
using FactoryTwin.Rpc.Json;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Ties HTTP's ETag and If-Match (RFC 9110 §13.1) to the field <c>etag</c> (AIP-154).</summary>
internal static class Preconditions
{
    public const string Field = "etag";

    /// <summary>Hands the etag of If-Match to the request's own etag, or to that of the resource in its body.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the body holds another etag than the header.</exception>
    public static void Apply(WireBuilder request, RestBinding binding, string? ifMatch)
    {
        if (ifMatch is null || Holder(binding) is not { } path)
            return;
        var etag = Encoding.UTF8.GetBytes(ifMatch);
        if (WireFields.TryFind(request.Written.Span, path, out var other) && !other.IsEmpty && !other.SequenceEqual(etag))
            throw RpcErrors.InvalidArgument((Field, "The body holds another etag than the If-Match header."));
        WireFields.Add(request, path, etag);
    }

    /// <summary>The etag of an encoded response, or of the field of it that is sent, as header value; null where it has none.</summary>
    public static string? Header(MessageDescriptor response, FieldDescriptor? part, ReadOnlySpan<byte> wire)
    {
        var holder = part is null ? response : part is { FieldType: FieldType.Message, IsRepeated: false } ? part.MessageType : null;
        if (holder is null || EtagOf(holder) is not { } field
            || !WireFields.TryFind(wire, part is null ? [field] : [part, field], out var content) || content.IsEmpty)
            return null;
        foreach (var letter in content)
        {
            if (letter is <= (byte)' ' or >= 0x7f or (byte)'"')
                return null;
        }
        return $"\"{Encoding.ASCII.GetString(content)}\"";
    }

    /// <summary>True where a request of the rule carries an etag.</summary>
    public static bool Takes(RestBinding binding) => Holder(binding) is not null;

    private static FieldDescriptor[]? Holder(RestBinding binding)
    {
        if (EtagOf(binding.Method.InputType) is { } own)
            return [own];
        return binding.BodyField is { FieldType: FieldType.Message, IsRepeated: false } body && EtagOf(body.MessageType) is { } ofResource
            ? [body, ofResource] : null;
    }

    private static FieldDescriptor? EtagOf(MessageDescriptor message) =>
        message.FindFieldByName(Field) is { FieldType: FieldType.String, IsRepeated: false } field ? field : null;
}
