using FactoryTwin.Rpc;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.Gateway.Services;

/// <summary>A route or interface that is another service's.</summary>
/// <param name="Route">For example "GET /v1/machines", or the full name of an interface.</param>
/// <param name="Service">Whose it is.</param>
/// <param name="Owner">The team that answers for that service.</param>
/// <param name="Interface">The interface that it is of; empty for the gateway's own pages.</param>
internal sealed record RouteConflict(string Route, string Service, string Owner, string Interface);

/// <summary>Routes or interfaces belong to other services; at least one conflict.</summary>
internal sealed class RouteTakenException(IReadOnlyList<RouteConflict> conflicts) : Exception(Words(conflicts))
{
    /// <summary>Most conflicts that an answer names.</summary>
    private const int Told = 20;

    public IReadOnlyList<RouteConflict> Conflicts { get; } = conflicts;

    /// <summary>The error for the caller: each conflict as ResourceInfo and by field, the first in ErrorInfo's metadata.</summary>
    /// <param name="code">ALREADY_EXISTS for a registration, FAILED_PRECONDITION where a stored interface meets another's route.</param>
    /// <param name="field">The request's field at fault.</param>
    public RpcException ToRpc(StatusCode code, string field)
    {
        var first = Conflicts[0];
        var info = new ErrorInfo { Domain = RpcErrors.Domain, Reason = "ROUTE_TAKEN" };
        info.Metadata.Add("route", first.Route);
        info.Metadata.Add("service", first.Service);
        info.Metadata.Add("owner", first.Owner);
        info.Metadata.Add("interface", first.Interface);
        var status = new Google.Rpc.Status { Code = (int)code, Message = Message };
        status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(info));
        var fields = new BadRequest();
        foreach (var conflict in Conflicts.Take(Told))
        {
            fields.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = Words(conflict) });
            status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(new ResourceInfo
            {
                ResourceType = conflict.Route == conflict.Interface ? "interface" : "route",
                ResourceName = conflict.Route,
                Owner = ServiceNames.Of(conflict.Service),
                Description = Words(conflict),
            }));
        }
        status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(fields));
        return RpcErrors.FromStatus(status);
    }

    private static string Words(IReadOnlyList<RouteConflict> conflicts) =>
        Words(conflicts[0]) + (conflicts.Count > 1 ? $" So do {conflicts.Count - 1} more." : "");

    private static string Words(RouteConflict conflict) =>
        $"{conflict.Route} belongs to the service {conflict.Service}" + (conflict.Owner.Length > 0 ? $" of {conflict.Owner}." : ".");
}
