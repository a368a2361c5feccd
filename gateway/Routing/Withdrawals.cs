using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Model;

namespace FactoryTwin.Gateway.Routing;

/// <summary>Tells the callers of a withdrawn interface what to use instead: UNIMPLEMENTED on gRPC, 410 on REST.</summary>
internal sealed class Withdrawals(RequestDelegate next, KnownPaths paths, InterfaceStates states)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is null && Meant(http) is { } withdrawn)
        {
            if (Links.Successor(withdrawn) is { Length: > 0 } link)
                http.Response.Headers.Link = link;
            throw Error(withdrawn);
        }
        return next(http);
    }

    private Interface? Meant(HttpContext http)
    {
        if (!ErrorAnswers.IsGrpc(http))
            return http.GetEndpoint() is null ? paths.Withdrawn(http) : null;
        var path = http.Request.Path.Value!;
        var end = path.LastIndexOf('/');
        return end > 1 && states.Find(path[1..end]) is { State: InterfaceState.Withdrawn } withdrawn ? withdrawn : null;
    }

    private static RpcException Error(Interface withdrawn)
    {
        var name = InterfaceNames.Of(withdrawn);
        var info = new ErrorInfo { Domain = RpcErrors.Domain, Reason = Problem.InterfaceWithdrawn };
        info.Metadata.Add("interface", name);
        info.Metadata.Add("replacement", withdrawn.Replacement);
        var instead = withdrawn.Replacement.Length > 0 ? $"Use {withdrawn.Replacement} instead." : "Nothing replaces it.";
        var status = new Google.Rpc.Status { Code = (int)StatusCode.Unimplemented, Message = $"{name} was withdrawn: {withdrawn.Changes[0].Reason} {instead}" };
        status.Details.Add(Any.Pack(info));
        return RpcErrors.FromStatus(status);
    }
}
