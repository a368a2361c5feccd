using Grpc.Core;

namespace FactoryTwin.Fuzz.Verdicts;

/// <summary>A fault of a gRPC client, and what a server may answer to it beside the statuses that are fair to any call.</summary>
/// <param name="Name">The fault.</param>
/// <param name="May">The statuses.</param>
/// <param name="Source">Who says so.</param>
internal sealed record GrpcFault(string Name, StatusCode[] May, string Source);

/// <summary>
/// Which status is right for which fault of a client. gRPC's own table (grpc/doc/statuscodes.md, "library-generated" codes) gives
/// INTERNAL to some of them; all else that is the client's fault must not be INTERNAL, UNKNOWN, UNAVAILABLE or DATA_LOSS.
/// </summary>
internal static class GrpcFaults
{
    /// <summary>What a handler may say to a message that is sound on the wire, and what any call may meet on its way.</summary>
    public static readonly StatusCode[] Fair =
    [
        StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.AlreadyExists, StatusCode.FailedPrecondition, StatusCode.OutOfRange, StatusCode.Aborted,
        StatusCode.ResourceExhausted, StatusCode.Unauthenticated, StatusCode.PermissionDenied, StatusCode.DeadlineExceeded,
    ];

    public static readonly GrpcFault None = new("sound on the wire", [], "");

    public static readonly GrpcFault Message = new("bytes that are no such message", [StatusCode.Internal],
        "statuscodes.md: 'Error parsing request proto: INTERNAL'; grpc-go, C++ and grpc-js servers answer so.");

    public static readonly GrpcFault Cut = new("a frame that ends early", [StatusCode.Internal],
        "statuscodes.md: flow that breaks the protocol is INTERNAL; grpc-go answers INTERNAL (unexpected EOF), C++ INTERNAL.");

    public static readonly GrpcFault Flag = new("a compression flag without encoding, or an unknown flag", [StatusCode.Internal],
        "compression.md: 'If the Compressed-Flag is set and no encoding is named, the call must fail with INTERNAL'.");

    public static readonly GrpcFault Decompression = new("bytes that the named encoding cannot expand", [StatusCode.Internal],
        "statuscodes.md: 'Could not decompress, but compression algorithm supported: INTERNAL'.");

    public static readonly GrpcFault Encoding = new("an encoding that the server does not have", [StatusCode.Unimplemented],
        "statuscodes.md: 'Compression mechanism used by client not supported by the server: UNIMPLEMENTED'.");

    public static readonly GrpcFault Cardinality = new("no message, or several, where one is due", [StatusCode.Unimplemented, StatusCode.Internal],
        "statuscodes.md: 'Request cardinality violation: UNIMPLEMENTED'; grpc-go and C++ answer INTERNAL.");

    public static readonly GrpcFault Deadline = new("a malformed grpc-timeout", [StatusCode.Internal],
        "grpc-go: INTERNAL 'malformed grpc-timeout'; C++ takes it for none.");

    public static readonly GrpcFault Method = new("a method that nobody has", [StatusCode.Unimplemented], "statuscodes.md: 'Method not found at server: UNIMPLEMENTED'.");
}
