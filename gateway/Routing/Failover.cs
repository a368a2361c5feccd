using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace FactoryTwin.Gateway.Routing;

/// <summary>
/// Sends a call to another instance where the first could not even be connected to: nothing of it has been sent then, so that this
/// is safe for every call. The instance gets no more calls until its health was asked again.
/// </summary>
internal sealed class Failover(ServiceDirectory directory, HealthPoller poller)
{
    public async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        var proxy = http.GetReverseProxyFeature();
        var left = proxy.AvailableDestinations;
        while (true)
        {
            await next(http);
            if (proxy.ProxiedDestination is not { } tried || !CouldNotConnect(http))
                return;
            var service = proxy.Route.Config.Metadata![RouteMetadata.Service];
            directory.SetHealth(service, tried.DestinationId, ServiceHealth.Unreachable, "a call could not be connected to it");
            poller.Hurry();
            left = [.. left.Where(each => each.DestinationId != tried.DestinationId)];
            if (left.Count == 0 || http.Response.HasStarted || http.RequestAborted.IsCancellationRequested)
                return;
            proxy.AvailableDestinations = left;
            proxy.ProxiedDestination = null;
            http.Features.Set<IForwarderErrorFeature>(null);
            http.Response.StatusCode = StatusCodes.Status200OK;
        }
    }

    private static bool CouldNotConnect(HttpContext http) =>
        http.Features.Get<IForwarderErrorFeature>() is { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } };
}
