using FactoryTwin.Gateway.Routing;
using FactoryTwin.Gateway.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Forwarder;

namespace FactoryTwin.Gateway.Tests;

/// <summary>Whose fault it is that a request's body did not get to its service, in every way in which the proxy may tell of it.</summary>
internal sealed class ErrorBodiesTests
{
    private static readonly Exception GivenUp = new TaskCanceledException();
    private static readonly Exception Broken = new HttpRequestException("The connection broke.");

    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task Start() => _gateway = await GatewayHost.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _gateway.DisposeAsync();

    private static readonly TestCaseData[] Cases =
    [
        new(ForwarderError.RequestBodyClient, 400, new AggregateException(GivenUp, Broken), 503) { TestName = "Reading was given up, because the service went" },
        new(ForwarderError.RequestBodyClient, 400, new AggregateException(new InvalidOperationException(), Broken), 503) { TestName = "Reading failed, by a fault of ours" },
        new(ForwarderError.RequestBodyDestination, 502, new AggregateException(GivenUp, Broken), 503) { TestName = "Writing was given up" },
        new(ForwarderError.Request, 502, Broken, 503) { TestName = "The connection broke" },
        new(ForwarderError.RequestBodyClient, 400, new AggregateException(new BadHttpRequestException("A chunk is no chunk."), Broken), 400) { TestName = "The caller's body is no HTTP" },
        new(ForwarderError.RequestBodyClient, 413, new AggregateException(new BadHttpRequestException("Too large.", 413), Broken), 413) { TestName = "The caller's body is too large" },
        new(ForwarderError.RequestBodyClient, 408, new AggregateException(new BadHttpRequestException("Too slow.", 408), Broken), 400) { TestName = "The caller's body came too slowly" },
        new(ForwarderError.RequestCanceled, 502, GivenUp, 504) { TestName = "The route's time was over" },
    ];

    [TestCaseSource(nameof(Cases))]
    public async Task Is_told(ForwarderError error, int status, Exception fault, int expected)
    {
        var http = new DefaultHttpContext { Request = { Method = "POST", Path = "/v1/things/a:change" } };
        var bodies = new ErrorBodies(
            context =>
            {
                context.Features.Set<IForwarderErrorFeature>(new Told(error, fault));
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            },
            _gateway.Host.Services["gateway"].Services.GetRequiredService<KnownPaths>(),
            NullLogger<ErrorBodies>.Instance);
        await bodies.InvokeAsync(http);

        Assert.That((http.Response.StatusCode, http.Response.ContentType), Is.EqualTo((expected, "application/problem+json")));
    }

    private sealed record Told(ForwarderError Error, Exception? Exception) : IForwarderErrorFeature;
}
