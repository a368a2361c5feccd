using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace FactoryTwin.Gateway.Routing;

/// <summary>
/// Sends a call to another instance where the first did not take it: it could not be connected to, or said itself that it did not look
/// at the call. This is safe for every call. An instance that cannot be connected to gets no more calls until its health was asked again.
/// </summary>
internal sealed class Failover(ServiceDirectory directory, HealthPoller poller)
{
    private const long RefusedStream = 0x7;

    /// <summary>
    /// The HTTP client sends a request again by itself only where the server said that it did not look at it; then the proxy's content, which
    /// can be read once, fails with these words.
    /// </summary>
    private const string SentAgain = "Stream was already consumed.";

    public Task PassAsync(HttpContext http, RequestDelegate next)
    {
        var proxy = http.GetReverseProxyFeature();
        return proxy.AvailableDestinations.Count > 1 ? PassAsync(http, next, proxy) : PassToOneAsync(http, next, proxy);
    }

    private async Task PassToOneAsync(HttpContext http, RequestDelegate next, IReverseProxyFeature proxy)
    {
        if (HttpProtocol.IsHttp11(http.Request.Protocol))
            http.Request.Body = new ForwardedBody(http.Request.Body);
        await next(http);
        if (Fault(http) is { } fault && CouldNotConnect(fault))
            Avoid(proxy);
    }

    private async Task PassAsync(HttpContext http, RequestDelegate next, IReverseProxyFeature proxy)
    {
        var (body, left) = (http.Request.Body, proxy.AvailableDestinations);
        await using var repeatable = new RepeatableBody(http);
        http.Request.Body = repeatable;
        while (true)
        {
            await next(http);
            if (proxy.ProxiedDestination is not { } tried || Fault(http) is not { } fault || !WasNotTaken(fault))
                break;
            if (CouldNotConnect(fault))
                Avoid(proxy);
            left = [.. left.Where(each => each.DestinationId != tried.DestinationId)];
            if (left.Count == 0 || http.Response.HasStarted || http.RequestAborted.IsCancellationRequested || !repeatable.TryRewind())
                break;
            proxy.AvailableDestinations = left;
            proxy.ProxiedDestination = null;
            http.Features.Set<IForwarderErrorFeature>(null);
            http.Response.StatusCode = StatusCodes.Status200OK;
        }
        http.Request.Body = body;
    }

    private void Avoid(IReverseProxyFeature proxy)
    {
        directory.SetHealth(
            proxy.Route.Config.Metadata![RouteMetadata.Service], proxy.ProxiedDestination!.DestinationId, ServiceHealth.Unreachable, "a call could not be connected to it");
        poller.Hurry();
    }

    private static Exception? Fault(HttpContext http) => http.Features.Get<IForwarderErrorFeature>()?.Exception;

    private static bool CouldNotConnect(Exception fault) =>
        fault is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError };

    private static bool WasNotTaken(Exception? fault) => fault switch
    {
        null => false,
        HttpProtocolException { ErrorCode: RefusedStream } or InvalidOperationException { Message: SentAgain } => true,
        AggregateException all => all.InnerExceptions.Any(WasNotTaken),
        _ => CouldNotConnect(fault) || WasNotTaken(fault.InnerException),
    };
}
