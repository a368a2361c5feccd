using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FactoryTwin.Hosting.Health;

/// <summary>The listener for probes and scrapers: HTTP/1.1, health and metrics and nothing else.</summary>
internal static class ManagementListener
{
    private static readonly object Mark = new();

    public static void Configure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Items[Mark] = true;
            return next(connection);
        });
    }

    /// <summary>Middleware: what else is asked for at that listener is not there.</summary>
    public static Task Guard(HttpContext http, RequestDelegate next)
    {
        var isManagement = http.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Mark) == true;
        if (!isManagement || http.Request.Path.StartsWithSegments("/healthz", StringComparison.Ordinal) || http.Request.Path == "/metrics")
            return next(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
