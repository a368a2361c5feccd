using System.Text;
using FactoryTwin.Rpc.Json;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>
/// How a server stream goes on where it was cut. A contract that can has the text field <c>resume_token</c> in its request, and in its
/// response a field of that name or the number <c>revision</c>: what is in it becomes the event's id, and the Last-Event-ID of a
/// caller who comes back the request's resume_token.
/// </summary>
public static class Resumption
{
    /// <summary>Response metadata of a stream that starts anew though the caller wanted it to go on; holds the reason.</summary>
    public const string RestartHeader = "stream-restarted";

    private const string Token = "resume_token";

    /// <summary>Tells a caller, before the first message, that the stream does not go on after his token: what comes first is the present state.</summary>
    /// <param name="context">The call.</param>
    /// <param name="reason">For a person, in ASCII.</param>
    public static Task RestartAsync(ServerCallContext context, string reason) =>
        context.WriteResponseHeadersAsync([new Metadata.Entry(RestartHeader, reason)]);

    /// <summary>The request's token; null where the contract has none.</summary>
    internal static FieldDescriptor? RequestField(MethodDescriptor method) =>
        method.IsServerStreaming && ResponseField(method) is not null ? Text(method.InputType) : null;

    /// <summary>The response's token or revision; null where the contract has none.</summary>
    internal static FieldDescriptor? ResponseField(MethodDescriptor method) =>
        Text(method.OutputType) ?? (method.OutputType.FindFieldByName("revision") is { FieldType: FieldType.Int64, IsRepeated: false } revision ? revision : null);

    /// <summary>The id of an encoded message; null where it carries none.</summary>
    internal static string? IdOf(ReadOnlySpan<byte> wire, FieldDescriptor field)
    {
        if (!WireFields.TryFind(wire, field, out var content) || content.IsEmpty)
            return null;
        return field.FieldType == FieldType.String ? Encoding.UTF8.GetString(content) : $"{(long)new WireCursor(content).Varint()}";
    }

    private static FieldDescriptor? Text(MessageDescriptor message) =>
        message.FindFieldByName(Token) is { FieldType: FieldType.String, IsRepeated: false } field ? field : null;
}
