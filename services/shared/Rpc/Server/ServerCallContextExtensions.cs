using FactoryTwin.Rpc.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>Reaches from a call to the request that carries it.</summary>
public static class ServerCallContextExtensions
{
    /// <exception cref="InvalidOperationException">The call did not come by HTTP.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext) =>
        (serverCallContext is BoundedServerCallContext bounded ? bounded.Inner : serverCallContext) is IHttpCallContext http
            ? http.Http
            : throw new InvalidOperationException("The call did not come by HTTP.");
}
