using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The proto3 JSON mapping, with faults named by field.</summary>
internal static class JsonText
{
    /// <summary>Fields of value 0, false, "" and empty lists are written, so that a caller always finds them.</summary>
    public static JsonFormatter Formatter(TypeRegistry types) =>
        new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithTypeRegistry(types));

    public static JsonParser Parser(TypeRegistry types) => new(JsonParser.Settings.Default.WithTypeRegistry(types));

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT that names the fields at fault.</exception>
    public static IMessage Parse(JsonParser parser, string json, MessageDescriptor message, string prefix)
    {
        try
        {
            return parser.Parse(json, message);
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw RpcErrors.InvalidArgument(JsonFaults.Explain(parser, json, message, prefix));
        }
    }
}
