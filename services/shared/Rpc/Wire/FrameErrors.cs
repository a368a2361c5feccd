using Grpc.Core;

namespace FactoryTwin.Rpc.Wire;

/// <summary>What is wrong with the bytes of a message, as gRPC's status table names it.</summary>
internal static class FrameErrors
{
    public static RpcException Malformed(string what, Exception? cause = null) =>
        new(new Status(StatusCode.Internal, $"Malformed message: {what}.", cause));

    public static RpcException TooLarge(string verb, long size, int limit) =>
        new(new Status(StatusCode.ResourceExhausted, $"{verb} message of {size} bytes; the limit is {limit}."));

    public static RpcException TooMuchMetadata(int limit) =>
        new(new Status(StatusCode.ResourceExhausted, $"The call's metadata has more than {limit} bytes."));

    public static RpcException UnknownEncoding(string encoding) =>
        new(new Status(StatusCode.Unimplemented, $"Message encoding '{encoding}' is not supported; use one of {RpcHeaders.AcceptedEncodings}."));
}
