using FactoryTwin.Rpc.Transcoding;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace FactoryTwin.Gateway.Routing;

/// <summary>REST for services that have gRPC alone, made of their descriptors. Endpoints that change as the directory does.</summary>
internal sealed class TranscodedRoutes(
    ServiceChannels channels, GatewayOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Transcoder> logger) : EndpointDataSource
{
    private readonly TranscodingOptions _limits = new()
    {
        MaxJsonBytes = options.MaxRequestBytes,
        MaxRawBytes = options.MaxRequestBytes,
        MaxStreamBytes = options.MaxStreamBytes,
        UnaryTimeout = options.RequestTimeout,
    };

    private volatile State _state = new([]);

    public override IReadOnlyList<Endpoint> Endpoints => _state.Endpoints;

    public override IChangeToken GetChangeToken() => new CancellationChangeToken(_state.Replaced.Token);

    public void Update(IReadOnlyList<TranscodedRoute> routes)
    {
        var ways = routes.Select(each => (Route: each, Channel: channels.To(each))).ToArray();
        var transcoder = new Transcoder(
            ways.Select(each => (each.Route.Binding, (CallInvoker)each.Channel, each.Route.Open.Entry.Id)), _limits, time, logger, lifetime.ApplicationStopping);
        var before = _state;
        _state = new State([.. ways.Select(each => Endpoint(each.Route, each.Channel, transcoder))]);
        before.Replaced.Cancel();
        channels.Keep(routes);
    }

    private static Endpoint Endpoint(TranscodedRoute route, ServiceChannel channel, Transcoder transcoder)
    {
        var binding = route.Binding;
        var metadata = RouteMetadata.Of(route.Open, binding.Method, binding.Method.IsClientStreaming || binding.Method.IsServerStreaming);
        var endpoint = new RouteEndpointBuilder(
            http =>
            {
                ProxyPipeline.Admit(http, metadata);
                return channel.UseAsync(() => transcoder.InvokeAsync(http));
            },
            RoutePatternFactory.Parse(binding.Template.ToRoutePattern()),
            order: 0)
        {
            DisplayName = $"{route.Open.Entry.Id} {binding}, transcoded",
        };
        if (TranscodingEndpoints.MethodsOf(binding) is { } methods)
            endpoint.Metadata.Add(new HttpMethodMetadata(methods));
        return endpoint.Build();
    }

    private sealed record State(IReadOnlyList<Endpoint> Endpoints)
    {
        /// <summary>Cancelled when others take their place.</summary>
        public CancellationTokenSource Replaced { get; } = new();
    }
}
