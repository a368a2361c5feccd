using FactoryTwin.Rpc.Server;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace FactoryTwin.Hosting.Calls;

/// <summary>Finds the resource that a request is about, by the conventions of AIP: name, parent, or the name of the resource sent.</summary>
internal static class RequestResource
{
    public static string Of(ServerCallContext context) => RpcRequest.FirstOf(context) is { } request ? Of(request) : "";

    public static string Of(IMessage request)
    {
        foreach (var field in new[] { "name", "parent" })
        {
            if (Text(request, field) is { Length: > 0 } found)
                return found;
        }
        foreach (var field in request.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.Message && !field.IsRepeated && field.Accessor.GetValue(request) is IMessage resource
                && Text(resource, "name") is { Length: > 0 } found)
                return found;
        }
        return request.Descriptor.Fields.InDeclarationOrder()
            .Where(f => f.FieldType == FieldType.String && !f.IsRepeated && !Configuration.Redaction.IsSecret(f.Name))
            .Select(f => (string)f.Accessor.GetValue(request))
            .FirstOrDefault(text => text.Length > 0) ?? "";
    }

    private static string? Text(IMessage message, string field) =>
        message.Descriptor.FindFieldByName(field) is { FieldType: FieldType.String, IsRepeated: false } found
            ? (string)found.Accessor.GetValue(message)
            : null;
}
