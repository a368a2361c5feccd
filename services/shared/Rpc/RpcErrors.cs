using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.Rpc;

/// <summary>
/// Makes the errors that handlers throw: each is a <c>google.rpc.Status</c> whose details name the cause. The bytes of the status
/// travel in the trailer <c>grpc-status-details-bin</c>; REST shows the same error as problem+json.
/// </summary>
public static class RpcErrors
{
    /// <summary>The trailer with the serialised <c>google.rpc.Status</c>.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary><c>ErrorInfo.domain</c> of every error of the suite.</summary>
    public const string Domain = "factorytwin";

    /// <summary>The request is wrong whatever the state of the system.</summary>
    /// <param name="violations">Each wrong field by its proto path, for example "price_series.currency", and what would be right.</param>
    public static RpcException InvalidArgument(params (string Field, string Description)[] violations)
    {
        var detail = new BadRequest();
        detail.FieldViolations.AddRange(violations.Select(v => new BadRequest.Types.FieldViolation { Field = v.Field, Description = v.Description }));
        return Create(StatusCode.InvalidArgument, "INVALID_ARGUMENT", FieldsMessage(violations), detail);
    }

    /// <param name="name">The resource name that does not exist, for example "priceSeries/north".</param>
    public static RpcException NotFound(string name) =>
        Create(StatusCode.NotFound, "NOT_FOUND", $"'{name}' does not exist.", new ResourceInfo { ResourceName = name });

    /// <param name="name">The resource name that is taken.</param>
    /// <param name="owner">Who has it, if that may be told.</param>
    public static RpcException AlreadyExists(string name, string? owner = null) => Create(
        StatusCode.AlreadyExists, "ALREADY_EXISTS", $"'{name}' exists already.", new ResourceInfo { ResourceName = name, Owner = owner ?? "" });

    /// <summary>The caller's view is out of date (an etag that no longer matches, a lost race): read again and retry.</summary>
    public static RpcException Aborted(string reason, string message) => Create(StatusCode.Aborted, reason, message);

    /// <summary>The system's state does not allow it.</summary>
    /// <param name="type">Upper snake case, for example "MACHINE_STOPPED".</param>
    /// <param name="subject">The resource whose state it is.</param>
    /// <param name="description">What has to change first.</param>
    public static RpcException FailedPrecondition(string type, string subject, string description)
    {
        var detail = new PreconditionFailure();
        detail.Violations.Add(new PreconditionFailure.Types.Violation { Type = type, Subject = subject, Description = description });
        return Create(StatusCode.FailedPrecondition, type, description, detail);
    }

    /// <summary>A limit is reached.</summary>
    public static RpcException ResourceExhausted(string reason, string message) => Create(StatusCode.ResourceExhausted, reason, message);

    public static RpcException PermissionDenied(string message) => Create(StatusCode.PermissionDenied, "PERMISSION_DENIED", message);

    public static RpcException Unauthenticated(string message) => Create(StatusCode.Unauthenticated, "UNAUTHENTICATED", message);

    /// <summary>Not now; the same call may go through later.</summary>
    public static RpcException Unavailable(string message) => Create(StatusCode.Unavailable, "UNAVAILABLE", message);

    /// <summary>A position past what exists, for example a page past the end of a changed list.</summary>
    public static RpcException OutOfRange(string field, string description)
    {
        var detail = new BadRequest();
        detail.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = description });
        return Create(StatusCode.OutOfRange, "OUT_OF_RANGE", FieldsMessage([(field, description)]), detail);
    }

    /// <summary>A fault of ours. The log has it under the id; the caller is told nothing else.</summary>
    public static RpcException Internal(string errorId) => Create(
        StatusCode.Internal, "INTERNAL", $"Internal error {errorId}.", new RequestInfo { RequestId = errorId });

    /// <summary>An error with any details beside its <c>ErrorInfo</c>.</summary>
    /// <param name="code">The status code.</param>
    /// <param name="reason">Stable, upper snake case.</param>
    /// <param name="message">For a developer, in English.</param>
    /// <param name="details">Messages of google/rpc/error_details.proto.</param>
    public static RpcException Create(StatusCode code, string reason, string message, params IMessage[] details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = Domain, Reason = reason }));
        foreach (var detail in details) status.Details.Add(Any.Pack(detail));
        return FromStatus(status);
    }

    /// <summary>The exception that carries a status.</summary>
    public static RpcException FromStatus(Google.Rpc.Status status) => new(
        new Grpc.Core.Status((StatusCode)status.Code, status.Message), new Metadata { { DetailsTrailer, status.ToByteArray() } });

    /// <summary>The status that an exception carries; without details where its trailers have none that can be read.</summary>
    public static Google.Rpc.Status GetStatus(RpcException exception)
    {
        var plain = new Google.Rpc.Status { Code = (int)exception.StatusCode, Message = exception.Status.Detail };
        if (exception.Trailers.GetValueBytes(DetailsTrailer) is not { } bytes) return plain;
        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return plain;
        }
    }

    private static string FieldsMessage((string Field, string Description)[] violations) =>
        string.Join(' ', violations.Select(v => $"{v.Field}: {v.Description}"));
}
