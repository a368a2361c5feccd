using Google.Protobuf;
using Grpc.Core;

namespace FactoryTwin.Rpc.Server;

/// <summary>What interceptors may know of a call's request.</summary>
public static class RpcRequest
{
    /// <summary>The first message of the request; null before it was read, or where the host sets no bounds.</summary>
    public static IMessage? FirstOf(ServerCallContext context) => (context as BoundedServerCallContext)?.FirstRequest;
}
