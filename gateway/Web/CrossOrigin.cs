using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace FactoryTwin.Gateway.Web;

/// <summary>
/// Lets pages of other origins call REST (https://fetch.spec.whatwg.org, CORS protocol). Off unless origins are configured. Cookies
/// never count: credentials travel in a header that a page has to set itself.
/// </summary>
internal static class CrossOrigin
{
    private static readonly string[] Sent =
    [
        "Authorization", "Content-Type", "Content-Encoding", "Accept", "If-Match", "If-None-Match", "If-Range", "Range", "Last-Event-ID", "X-Request-Id",
        "traceparent", "tracestate",
    ];

    private static readonly string[] Shown =
    [
        "ETag", "Location", "Link", "Retry-After", "X-Request-Id", "Content-Range", "Accept-Ranges", "Content-Disposition", "Allow", "Deprecation", "Sunset",
        "stream-restarted",
    ];

    /// <summary>True for "*" and for what a browser sends as Origin: scheme, host and port, nothing more.</summary>
    public static bool IsOrigin(string text) => text == "*"
        || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text && uri.UserInfo.Length == 0);

    public static void UseCrossOrigin(this IApplicationBuilder app, IReadOnlyList<string> origins)
    {
        if (origins.Count == 0)
            return;
        var policy = new CorsPolicyBuilder([.. origins])
            .AllowAnyMethod().WithHeaders(Sent).WithExposedHeaders(Shown).SetPreflightMaxAge(TimeSpan.FromMinutes(10)).Build();
        app.UseMiddleware<CorsMiddleware>(policy);
    }
}
