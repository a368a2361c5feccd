using FactoryTwin.Rpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Maps the REST side of a host.</summary>
public static class TranscodingEndpoints
{
    /// <summary>
    /// Serves every method of <paramref name="methods"/> that has a <c>google.api.http</c> rule. Whatever no other endpoint takes
    /// comes here, so that unknown paths get a problem too.
    /// </summary>
    /// <exception cref="InvalidOperationException">Two rules take the same paths.</exception>
    public static IEndpointConventionBuilder MapTranscoding(
        this IEndpointRouteBuilder app, RpcMethodTable methods, TranscodingOptions? options = null)
    {
        var transcoder = Create(app.ServiceProvider, methods, options);
        return app.Map("{**path}", transcoder.InvokeAsync).WithDisplayName("REST").WithOrder(int.MaxValue);
    }

    /// <summary>The same for a host that has other things to serve too: an endpoint for each rule, and none for unknown paths.</summary>
    public static Transcoder MapTranscodingRoutes(this IEndpointRouteBuilder app, RpcMethodTable methods, TranscodingOptions? options = null)
    {
        var transcoder = Create(app.ServiceProvider, methods, options);
        foreach (var binding in transcoder.Bindings)
        {
            var path = binding.Template.ToRoutePattern();
            var endpoint = MethodsOf(binding) is { } only ? app.MapMethods(path, only, transcoder.InvokeAsync) : app.Map(path, transcoder.InvokeAsync);
            endpoint.WithDisplayName(binding.ToString());
        }
        return transcoder;
    }

    /// <summary>
    /// The methods of HTTP that lead to a rule; null for the kind "*", which takes all that no other rule of its path takes. HEAD is a GET
    /// whose answer stays without a body (RFC 9110 §9.3.2).
    /// </summary>
    public static string[]? MethodsOf(RestBinding binding) => binding.HttpMethod switch
    {
        "*" => null,
        "GET" => ["GET", "HEAD"],
        var method => [method],
    };

    private static Transcoder Create(IServiceProvider services, RpcMethodTable methods, TranscodingOptions? options) => new(
        methods,
        options ?? services.GetService<IOptions<TranscodingOptions>>()?.Value ?? new TranscodingOptions(),
        services.GetService<TimeProvider>() ?? TimeProvider.System,
        services.GetRequiredService<ILogger<Transcoder>>(),
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None);
}
