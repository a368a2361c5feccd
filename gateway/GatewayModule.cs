using System.IO.Compression;
using System.Net;
using FactoryTwin.Gateway.Letters;
using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.Routing;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.Sessions;
using FactoryTwin.Gateway.Web;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc.Reflection;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Transcoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Yarp.ReverseProxy.Configuration;

namespace FactoryTwin.Gateway;

/// <summary>The one door: service directory, routes, sign-in, console.</summary>
public sealed class GatewayModule : ServiceModule
{
    /// <summary>Its id in the directory.</summary>
    public const string Id = "gateway";

    /// <summary>Who answers for it.</summary>
    public const string Team = "Platform team";

    /// <summary>What it serves beside its contract, so that no service may take it.</summary>
    private static readonly (string Method, string Path)[] Pages =
    [
        ("GET", "/openapi.json"), ("GET", "/metrics"), ("GET", "/healthz/live"), ("GET", "/healthz/startup"), ("GET", "/healthz/ready"),
        ("GET", "/index.html"), ("GET", "/assets/**"),
    ];

    public override string Name => Id;

    public override string Description => "The one door: service directory, REST and gRPC routes, sign-in, OpenAPI and the web console.";

    public override string Owner => Team;

    public override bool ServesUnknownPaths => false;

    public override bool ServesLettersOfAll => true;

    public override void Build(IServiceModuleBuilder builder)
    {
        builder.Options<GatewayOptions>("Gateway", options => options.Check());
        builder.Serves<DirectoryService>().Serves<InterfacesService>().Serves<SessionsService>().Serves<LettersService>();
        builder.Services.AddSingleton<InstanceChannels>().AddSingleton<LetterPeers>();
        builder.Services.AddDirectory(Reserved());
        builder.Runs<DirectoryKeeper>().Runs<HealthPoller>();
        builder.Services.AddSingleton<ReflectionService>(provider => new DirectoryReflection(
            provider.GetRequiredService<RpcMethodTable>, provider.GetRequiredService<ServiceDirectory>(), provider.GetRequiredService<OpenInterfaces>()).Service);
        builder.Services.AddSingleton<IHostedService, HealthSigns>();
        builder.Services.AddSingleton<OpenApiEndpoint>();
        builder.Services.AddSingleton<KnownPaths>();
        foreach (var service in builder.Configuration.GetSection("Gateway:ExpectedServices").Get<string[]>() ?? [])
            builder.Services.AddSingleton<IReadinessCheck>(provider => new ExpectedService(service, provider.GetRequiredService<ServiceDirectory>()));
        builder.Services.AddProxy();
        // The proxy would keep a key in the user's home folder for cookies that it never sets here.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSingleton<RouteUpdater>();
        builder.Services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<RouteUpdater>());
        builder.Services.AddSingleton<IConfigChangeListener>(provider => provider.GetRequiredService<RouteUpdater>());
        builder.Services.AddCors();
        builder.Services.AddRequestTimeouts();
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddResponseCompression(Compression);
        builder.Services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        builder.Services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
    }

    public override bool ConfigureListeners(KestrelServerOptions kestrel)
    {
        var options = kestrel.ApplicationServices.GetRequiredService<GatewayOptions>();
        var address = IPAddress.Parse(options.Address);
        kestrel.Limits.MaxRequestBodySize = options.MaxStreamBytes;
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        // At this door a connection is one caller's: whoever does not take what was asked for loses it.
        kestrel.Limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(30));
        kestrel.Listen(address, options.Port == 0 ? 0 : options.Port + 1, listen => listen.Protocols = HttpProtocols.Http2);
        kestrel.Listen(address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        return true;
    }

    public override void ConfigureApp(WebApplication app)
    {
        app.UseMiddleware<ErrorBodies>();
        app.UseSecurityHeaders();
        app.UseCrossOrigin(app.Services.GetRequiredService<GatewayOptions>().CorsOrigins);
        app.UseResponseCompression();
        app.UseConsole(app.Services.GetRequiredService<GatewayOptions>().ConsoleDirectory);
        app.UseMiddleware<Callers>();
        app.Use(app.Services.GetRequiredService<RateLimits>().PassAsync);
        app.UseRequestTimeouts();
        app.MapGet("/openapi.json", app.Services.GetRequiredService<OpenApiEndpoint>().ServeAsync);
        app.UseMiddleware<Withdrawals>();
        ((IEndpointRouteBuilder)app).DataSources.Add(app.Services.GetRequiredService<TranscodedRoutes>());
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(ProxyPipeline.PassAsync);
            proxy.Use(app.Services.GetRequiredService<Failover>().PassAsync);
            proxy.UseLoadBalancing();
        });
    }

    private static void Compression(ResponseCompressionOptions compression)
    {
        // Nothing secret of ours stands in a body beside what an attacker could choose: credentials travel in a header.
        compression.EnableForHttps = true;
        // Event streams and JSON lines are not in the list: they must go out as they come.
        compression.MimeTypes =
        [
            "application/json", Problem.ContentType, "text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml",
            "application/manifest+json",
        ];
    }

    private static IEnumerable<(string Method, string Path)> Reserved() =>
        new[] { V1.Directory.Descriptor, V1.Interfaces.Descriptor, V1.Sessions.Descriptor, Events.V1.DeadLetters.Descriptor }
            .SelectMany(service => service.Methods).SelectMany(HttpRules.Of).Select(route => (route.HttpMethod, route.Template.Text)).Concat(Pages);
}
