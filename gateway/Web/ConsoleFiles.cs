using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace FactoryTwin.Gateway.Web;

/// <summary>Serves the built console: its files, and its page for every address of its own.</summary>
internal static class ConsoleFiles
{
    private const string Forever = "public, max-age=31536000, immutable";

    private static readonly string[] Api = ["/v1", "/healthz", "/metrics", "/openapi.json"];

    public static void UseConsole(this IApplicationBuilder app, string directory)
    {
        if (directory.Length == 0)
            return;
        var files = new PhysicalFileProvider(Path.GetFullPath(directory));
        app.Use((http, next) =>
        {
            if (http.GetEndpoint() is null && IsPage(http.Request, files))
                http.Request.Path = "/index.html";
            return next(http);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = file =>
            {
                // The build names what is under assets/ by its content; everything else must be asked for again.
                var named = file.Context.Request.Path.StartsWithSegments("/assets");
                file.Context.Response.Headers.CacheControl = named ? Forever : "no-cache";
            },
        });
    }

    private static bool IsPage(HttpRequest request, IFileProvider files) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !Api.Any(prefix => request.Path.StartsWithSegments(prefix))
        && request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true || accept == "*/*")
        && !files.GetFileInfo(request.Path).Exists
        && !Path.HasExtension(request.Path);
}
