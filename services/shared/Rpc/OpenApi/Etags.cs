using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>Where HTTP's ETag stands for the field <c>etag</c> (AIP-154).</summary>
internal static class Etags
{
    /// <summary>True where the answer carries an ETag.</summary>
    public static bool IsTold(RestBinding binding) =>
        !binding.Method.IsServerStreaming && binding.ResponseField is null && HasEtag(binding.Method.OutputType);

    /// <summary>True where If-None-Match spares the caller what he has.</summary>
    public static bool IsCompared(RestBinding binding) => binding.HttpMethod == "GET" && IsTold(binding);

    /// <summary>True where If-Match guards the call.</summary>
    public static bool IsGuarded(RestBinding binding) =>
        HasEtag(binding.Method.InputType)
        || (binding.HttpMethod != "POST" && binding.BodyField is { FieldType: FieldType.Message, IsRepeated: false } body && HasEtag(body.MessageType));

    private static bool HasEtag(MessageDescriptor message) => message.FindFieldByName(Preconditions.Field) is { FieldType: FieldType.String, IsRepeated: false };
}
