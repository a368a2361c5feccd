using System.Text.Json.Nodes;
using FactoryTwin.Rpc.OpenApi;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Gateway.Services;

/// <summary>The OpenAPI document of all that the directory knows; made again when the directory changes.</summary>
internal sealed class OpenApiEndpoint
{
    private static readonly OpenApiInfo Info = new(
        "FactoryTwin",
        typeof(OpenApiEndpoint).Assembly.GetName().Version?.ToString(3) ?? "0",
        "Every service behind this gateway. Errors are RFC 9457 problems; sign in at /v1/sessions in local mode.");

    private readonly ServiceDirectory _directory;
    private volatile Lazy<byte[]> _document;

    public OpenApiEndpoint(ServiceDirectory directory)
    {
        _directory = directory;
        _document = new Lazy<byte[]>(Write);
        directory.RoutesChanged += () => _document = new Lazy<byte[]>(Write);
    }

    public Task ServeAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-cache";
        return http.Response.Body.WriteAsync(_document.Value, http.RequestAborted).AsTask();
    }

    private byte[] Write()
    {
        var documents = _directory.List().Select(entry => OpenApiDocument.Of(
            new OpenApiInfo(entry.Id, entry.Registration.Version, entry.Registration.Description), entry.Registration.Interfaces, Registration.AccessOf));
        return System.Text.Encoding.UTF8.GetBytes(OpenApiDocument.Merge(Info, documents.Cast<JsonObject>()).ToJsonString());
    }
}
