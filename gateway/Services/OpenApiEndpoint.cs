using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.Contracts;
using FactoryTwin.Gateway.V1;
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

    private readonly OpenInterfaces _open;
    private volatile Lazy<byte[]> _document;

    public OpenApiEndpoint(ServiceDirectory directory, OpenInterfaces open)
    {
        _open = open;
        _document = new Lazy<byte[]>(Write);
        directory.RoutesChanged += () => _document = new Lazy<byte[]>(Write);
    }

    public Task ServeAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-cache";
        return http.Response.Body.WriteAsync(_document.Value, http.RequestAborted).AsTask();
    }

    private byte[] Write() => Encoding.UTF8.GetBytes(OpenApiDocument.Merge(Info, _open.List().Select(Describe)).ToJsonString());

    private static JsonObject Describe(OpenInterface open)
    {
        var registration = open.Entry.Newest.Registration;
        var info = new OpenApiInfo(registration.Service, registration.Version, registration.Description);
        // Instances of another version may serve more of it; the newest one's words stand for what both have.
        var described = OpenApiDocument.Merge(info, open.Contracts.Select(each => OpenApiDocument.Of(info, each.Interfaces, ContractOptions.AccessOf, ContractOptions.UnitOf)));
        if (open.Stored is { State: InterfaceState.Deprecated } stored)
        {
            foreach (var operation in described["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(each => each.Value!.AsObject()))
            {
                operation["deprecated"] = true;
                operation["x-sunset"] = stored.SunsetTime.ToDateTimeOffset().ToString("O", CultureInfo.InvariantCulture);
                if (stored.Replacement.Length > 0)
                    operation["x-replacement"] = stored.Replacement;
            }
        }
        return described;
    }
}
