using FactoryTwin.Hosting.Telemetry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Forwarder;

namespace FactoryTwin.Gateway.Routing;

/// <summary>The proxy, without what it would do for each request and nobody here uses.</summary>
internal static class ProxySetup
{
    /// <summary>
    /// More than any client takes: an answer above it ends the connection to its service, with every other caller's calls on it. What the suite's
    /// services send is bounded by themselves; one in another language may put very many words into an error.
    /// </summary>
    private const int MaxAnswerHeaderKibibytes = 1024;

    public static void AddProxy(this IServiceCollection services)
    {
        services.AddReverseProxy().LoadFromMemory([], []).AddTransforms(ProxyPipeline.Transform);
        // Where this is registered each request goes by the web framework's authorization too. Ours is ProxyPipeline.Admit.
        services.RemoveAll<IAuthorizationHandlerProvider>();
        services.AddSingleton<IForwarderHttpClientFactory, UpstreamClients>();
        services.Configure<SocketTransportOptions>(Transport);
    }

    /// <summary>
    /// A request goes on at once on the thread that was told of its bytes, where it would go over two queues on the way in and one on the
    /// way out. That thread is one of the pool's, as any other: the system's events have been handed on to another before, so that code
    /// that blocks holds up its own connection alone. The calls of one HTTP/2 connection go to the pool one by one all the same.
    /// </summary>
    private static void Transport(SocketTransportOptions transport)
    {
        transport.UnsafePreferInlineScheduling = true;
        // Asks the system once for each request, not twice, for a block of 4 KiB that each quiet connection keeps.
        transport.WaitForDataBeforeAllocatingBuffer = false;
    }

    private sealed class UpstreamClients(TelemetryOptions telemetry) : ForwarderHttpClientFactory
    {
        protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
        {
            base.ConfigureHandler(context, handler);
            handler.MaxResponseHeadersLength = MaxAnswerHeaderKibibytes;
            // The trace context is sent on by the transform; a span for each call is made only where one is collected.
            if (telemetry.OtlpEndpoint.Length == 0)
                handler.ActivityHeadersPropagator = null;
        }
    }
}
