using Grpc.Core;

namespace FactoryTwin.Rpc;

/// <summary>Status codes as gRPC writes them, for example "NOT_FOUND".</summary>
public static class StatusNames
{
    private static readonly string[] Names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
        "UNAUTHENTICATED",
    ];

    public static string Of(StatusCode code) => (int)code is >= 0 and <= 16 and var number ? Names[number] : "UNKNOWN";
}
