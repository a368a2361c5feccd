using FactoryTwin.Gateway.Routing;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Transcoding;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace FactoryTwin.Gateway.Web;

/// <summary>Gives every error that leaves the gateway without words its problem, or its gRPC status.</summary>
internal sealed partial class ErrorBodies(RequestDelegate next, KnownPaths paths, ILogger<ErrorBodies> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (RpcException fault) when (!http.Response.HasStarted)
        {
            await http.WriteErrorAsync(fault);
            return;
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            var errorId = Guid.NewGuid().ToString("N");
            RequestFailed(logger, fault, http.Request.Method, errorId);
            await http.WriteErrorAsync(RpcErrors.Internal(errorId));
            return;
        }
        if (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested
            && http.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null } && !SaysMethods(http))
            await http.WriteErrorAsync(Error(http));
    }

    /// <summary>OPTIONS asks what a path takes.</summary>
    private bool SaysMethods(HttpContext http)
    {
        if (!HttpMethods.IsOptions(http.Request.Method) || paths.Methods(http) is not { Count: > 0 } methods)
            return false;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers.Allow = Transcoder.AllowHeader(methods);
        return true;
    }

    private RpcException Error(HttpContext http)
    {
        http.Response.StatusCode = http.Features.Get<IForwarderErrorFeature>() switch
        {
            // The time limit of a route looks to the proxy as if its caller had left; the caller is still there.
            { Error: ForwarderError.RequestCanceled } => StatusCodes.Status504GatewayTimeout,
            // A service that goes away while its request is being read looks to the proxy as if its caller could not be read.
            { Error: ForwarderError.RequestBodyClient, Exception: var fault } when !IsOfCaller(fault) => StatusCodes.Status502BadGateway,
            _ => http.Response.StatusCode,
        };
        if (http.Response.StatusCode == StatusCodes.Status404NotFound && paths.Methods(http) is { Count: > 0 } methods)
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = Transcoder.AllowHeader(methods);
        }
        var service = http.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.GetValueOrDefault(RouteMetadata.Service) ?? "behind the gateway";
        var path = http.Request.Path.Value;
        return http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => RpcErrors.Create(StatusCode.NotFound, "ROUTE_NOT_FOUND", $"There is nothing at {path}."),
            StatusCodes.Status405MethodNotAllowed => RpcErrors.Create(
                StatusCode.Unimplemented, Problem.MethodNotAllowed, $"{path} takes {http.Response.Headers.Allow}, not {http.Request.Method}."),
            StatusCodes.Status413PayloadTooLarge => RpcErrors.Create(
                StatusCode.ResourceExhausted, Problem.BodyTooLarge, "The body is larger than the gateway takes on this path."),
            StatusCodes.Status415UnsupportedMediaType => RpcErrors.Create(
                StatusCode.InvalidArgument, Problem.UnsupportedMediaType, $"{path} does not take '{http.Request.ContentType}'."),
            StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable => RpcErrors.Unavailable($"The service {service} is away."),
            StatusCodes.Status504GatewayTimeout => RpcErrors.Create(
                StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED", $"The service {service} did not answer in time."),
            < 500 => RpcErrors.InvalidArgument(("", $"The request was refused with HTTP status {http.Response.StatusCode}.")),
            _ => RpcErrors.Create(StatusCode.Unknown, "UNKNOWN", $"The gateway failed with HTTP status {http.Response.StatusCode}."),
        };
    }

    /// <summary>What the web server says of a body that it cannot read. Reading that was given up is not of it.</summary>
    private static bool IsOfCaller(Exception? fault) => fault switch
    {
        null => false,
        BadHttpRequestException => true,
        AggregateException all => all.InnerExceptions.Any(IsOfCaller),
        _ => IsOfCaller(fault.InnerException),
    };

    [LoggerMessage(2011, LogLevel.Error, "{Method} failed at the gateway; the caller was told error id {ErrorId}")]
    private static partial void RequestFailed(ILogger logger, Exception exception, string method, string errorId);
}
