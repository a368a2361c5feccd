using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Ties HTTP's ETag and If-Match (RFC 9110 §13.1) to the field <c>etag</c> (AIP-154).</summary>
internal static class Preconditions
{
    public const string Field = "etag";

    /// <summary>Hands the etag of If-Match to the request's own etag, or to that of the resource in its body.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the body holds another etag than the header.</exception>
    public static void Apply(IMessage request, FieldDescriptor? body, string? ifMatch)
    {
        if (ifMatch is null || Holder(request, body) is not { } holder)
            return;
        var field = holder.Descriptor.FindFieldByName(Field);
        if (field.Accessor.GetValue(holder) is string { Length: > 0 } other && other != ifMatch)
            throw RpcErrors.InvalidArgument((Field, "The body holds another etag than the If-Match header."));
        field.Accessor.SetValue(holder, ifMatch);
    }

    /// <summary>The etag of a response as header value; null where it has none.</summary>
    public static string? Header(IMessage response) =>
        HasEtag(response.Descriptor) && response.Descriptor.FindFieldByName(Field).Accessor.GetValue(response) is string { Length: > 0 } etag
            && etag.All(letter => letter is > ' ' and < '\x7f' and not '"')
            ? $"\"{etag}\"" : null;

    /// <summary>The etag within an If-Match header; null for "*", for a list and where there is no header.</summary>
    public static string? Parse(string? header)
    {
        var value = header?.Trim() ?? "";
        if (value.StartsWith("W/", StringComparison.Ordinal))
            value = value[2..];
        return value.Length > 2 && value[0] == '"' && value[^1] == '"' && !value[1..^1].Contains('"') ? value[1..^1] : null;
    }

    private static IMessage? Holder(IMessage request, FieldDescriptor? body)
    {
        if (HasEtag(request.Descriptor))
            return request;
        return body is { FieldType: FieldType.Message, IsRepeated: false } && HasEtag(body.MessageType) ? body.Accessor.GetValue(request) as IMessage : null;
    }

    private static bool HasEtag(MessageDescriptor message) => message.FindFieldByName(Field) is { FieldType: FieldType.String, IsRepeated: false };
}
