using FactoryTwin.Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FactoryTwin.Hosting.Health;

/// <summary>What probes and scrapers read over HTTP: open to all, without anything confidential.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder app, string service, ReadinessMonitor readiness, MetricRegistry metrics)
    {
        // Live means that this answers at all: a service that only waits for a peer must not be restarted for it.
        app.MapGet("/healthz/live", () => Results.Json(new { service, live = true }));
        app.MapGet("/healthz/startup", () => Answer(service, readiness.Report, readiness.Report.Started));
        app.MapGet("/healthz/ready", () => Answer(service, readiness.Report, readiness.Report.State == ServiceState.Ready));
        app.MapGet("/metrics", (HttpRequest request) => Expose(request, metrics));
    }

    private static IResult Answer(string service, ReadinessReport report, bool ok) => Results.Json(
        new
        {
            service,
            state = report.State.ToString(),
            detail = report.Detail,
            checks = report.Checks.Select(c => new { name = c.Name, ready = c.Ready, detail = c.Detail }),
        },
        statusCode: ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    private static IResult Expose(HttpRequest request, MetricRegistry metrics)
    {
        var openMetrics = request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.Ordinal);
        return Results.Text(
            PrometheusText.Write(metrics.Collect(), openMetrics),
            openMetrics ? PrometheusText.OpenMetricsContentType : PrometheusText.PlainContentType);
    }
}
