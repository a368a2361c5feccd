using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Rpc.Server;

/// <summary>Serves gRPC.</summary>
public static class RpcEndpoints
{
    /// <summary>
    /// Maps the methods of the host's <see cref="RpcMethodTable"/> at <c>/{service}/{method}</c>. Any other path that is called as
    /// gRPC is answered UNIMPLEMENTED. Needs <see cref="RpcServiceCollectionExtensions.AddRpcServer"/>.
    /// </summary>
    public static IEndpointConventionBuilder MapRpc(this IEndpointRouteBuilder app)
    {
        var table = app.ServiceProvider.GetRequiredService<RpcMethodTable>();
        var runtime = app.ServiceProvider.GetRequiredService<RpcServerRuntime>();
        var all = new List<IEndpointConventionBuilder>();
        foreach (var method in table.Methods)
        {
            all.Add(app.MapPost(method.FullName, http => ServeAsync(http, method, runtime)).WithDisplayName("gRPC " + method.FullName).WithMetadata(method));
        }
        var anyPath = RoutePatternFactory.Parse("{**path}", defaults: null, parameterPolicies: new { path = new GrpcContentConstraint() });
        all.Add(app.Map(anyPath, http =>
        {
            AnswerUnknown(http);
            return Task.CompletedTask;
        }).WithDisplayName("gRPC, unknown method").WithOrder(int.MaxValue - 1));
        return new CompositeConventionBuilder(all);
    }

    private static async Task ServeAsync(HttpContext http, RpcMethod method, RpcServerRuntime runtime)
    {
        if (!IsServable(http)) return;
        // Routes match in any case, gRPC does not.
        if (!string.Equals(http.Request.Path.Value, method.FullName, StringComparison.Ordinal))
        {
            AnswerUnknown(http);
            return;
        }
        TimeSpan? timeout = null;
        if (http.Request.Headers[RpcHeaders.Timeout].ToString() is { Length: > 0 } text)
        {
            if (!TimeoutCodec.TryParse(text, out var parsed))
            {
                GrpcAnswer.WriteTrailersOnly(http.Response, new Status(StatusCode.Internal, $"Malformed {RpcHeaders.Timeout} '{text}'."));
                return;
            }
            timeout = parsed;
        }
        LiftHttpLimits(http);
        using var call = new GrpcServerCall(http, method, runtime, timeout);
        try
        {
            CheckHead(http.Request.Headers, runtime.Options.MaxReceiveMetadataSize);
            await method.InvokeAsync(call, call, call);
            call.End(Status.DefaultSuccess, null);
        }
        catch (RpcException e)
        {
            call.End(e.Status, e.Trailers);
        }
        await call.LeaveAsync();
    }

    private static void AnswerUnknown(HttpContext http)
    {
        if (IsServable(http)) GrpcAnswer.WriteTrailersOnly(http.Response, new Status(StatusCode.Unimplemented, $"There is no method '{http.Request.Path}'."));
    }

    private static bool IsServable(HttpContext http)
    {
        if (!RpcHeaders.IsGrpc(http.Request.ContentType)) http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        else if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        else return true;
        return false;
    }

    private static void CheckHead(IHeaderDictionary headers, int limit)
    {
        if (headers[RpcHeaders.Encoding].ToString() is { Length: > 0 } encoding and not RpcHeaders.Identity and not RpcHeaders.Gzip)
            throw FrameErrors.UnknownEncoding(encoding);
        var size = 0;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values) size += name.Length + (value?.Length ?? 0);
        }
        if (size > limit) throw FrameErrors.TooMuchMetadata(limit);
    }

    /// <summary>
    /// The size of messages has its own limit, and a stream may be quiet for hours. The web server's least rate would end the connection, with
    /// every other call on it; a request that has to come whole is waited for no longer than its deadline.
    /// </summary>
    private static void LiftHttpLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (http.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }

    private sealed class GrpcContentConstraint : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null && RpcHeaders.IsGrpc(httpContext.Request.ContentType);
    }

    private sealed class CompositeConventionBuilder(List<IEndpointConventionBuilder> all) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention)
        {
            foreach (var one in all) one.Add(convention);
        }
    }
}
