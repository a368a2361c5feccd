using System.Diagnostics;
using System.Net.Http.Headers;
using FactoryTwin.Gateway.Web;
using FactoryTwin.Hosting.Telemetry;
using FactoryTwin.Rpc.Transcoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace FactoryTwin.Gateway.Routing;

/// <summary>What happens to a request on its way to a service.</summary>
internal static class ProxyPipeline
{
    /// <summary>Turns away at the door who has no credentials that count or lacks the role that the contract asks for.</summary>
    public static async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        Admit(http, http.GetRouteModel().Config.Metadata!);
        // The service keeps the id and sends it back itself.
        http.Request.Headers[RequestIds.Header] = RequestIds.Of(http);
        http.Response.Headers.Remove(RequestIds.Header);
        await next(http);
        if (!http.Response.HasStarted && http.Response.StatusCode >= 500)
            http.Response.Headers[RequestIds.Header] = RequestIds.Of(http);
    }

    /// <summary>Lets a call through, or not, and tells its caller of what goes.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAUTHENTICATED or PERMISSION_DENIED.</exception>
    public static void Admit(HttpContext http, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.ContainsKey(RouteMetadata.Anonymous))
            Callers.Require(http, metadata.GetValueOrDefault(RouteMetadata.Roles));
        if (metadata.ContainsKey(RouteMetadata.CallerStreams) && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (metadata.ContainsKey(RouteMetadata.Deprecation))
            Tell(http.Response.Headers, metadata);
    }

    public static void Transform(TransformBuilderContext context)
    {
        context.AddRequestTransform(KeepRawTarget);
        if (context.Services.GetRequiredService<TelemetryOptions>().OtlpEndpoint.Length == 0)
            context.AddRequestTransform(SendTraceOn);
        var time = context.Services.GetRequiredService<TimeProvider>();
        context.AddResponseTransform(answer => SendHeadersOn(answer, time));
    }

    /// <summary>Tells the caller that the interface goes. On gRPC these are the metadata of the answer.</summary>
    private static void Tell(IHeaderDictionary headers, IReadOnlyDictionary<string, string> metadata)
    {
        headers["Deprecation"] = metadata[RouteMetadata.Deprecation];
        headers["Sunset"] = metadata[RouteMetadata.Sunset];
        headers.Link = metadata[RouteMetadata.Link];
    }

    /// <summary>Sends the path on exactly as it came: encoded slashes and percent signs are part of resource names.</summary>
    private static ValueTask KeepRawTarget(RequestTransformContext context)
    {
        var target = context.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (target?.StartsWith('/') == true)
            context.ProxyRequest.RequestUri = new Uri(context.DestinationPrefix + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        return ValueTask.CompletedTask;
    }

    /// <summary>Tells the service which trace its call belongs to (W3C). Where spans are collected the HTTP client does, with a span of its own.</summary>
    private static ValueTask SendTraceOn(RequestTransformContext context)
    {
        if (Activity.Current is { } span)
        {
            DistributedContextPropagator.Current.Inject(span, context.ProxyRequest.Headers, static (carrier, name, value) =>
            {
                var headers = (HttpRequestHeaders)carrier!;
                // The caller's own was copied before.
                headers.Remove(name);
                headers.TryAddWithoutValidation(name, value);
            });
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>An answer that streams gives its headers at once. One that is only trailers has nothing else to give.</summary>
    private static ValueTask SendHeadersOn(ResponseTransformContext context, TimeProvider time)
    {
        if (context.ProxyResponse is { } answer && !answer.Headers.NonValidated.Contains("grpc-status")
            && context.HttpContext.GetRouteModel().Config.Metadata!.ContainsKey(RouteMetadata.Streams))
            answer.Content = new EagerContent(answer.Content, context.HttpContext, time);
        return ValueTask.CompletedTask;
    }
}
