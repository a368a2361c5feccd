using FactoryTwin.Rpc.Json;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Transcoding.Dynamic;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Serves the methods of a host by REST, as their <c>google.api.http</c> rules say.</summary>
public sealed partial class Transcoder
{
    private readonly RouteTrie<RestCall> _routes = new();
    private readonly List<RestBinding> _bindings = [];
    private readonly ILogger _logger;

    /// <param name="methods">What is served.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">For deadlines and heartbeats.</param>
    /// <param name="logger">Takes our own faults.</param>
    /// <param name="stopping">Ends the streams of those who only listen.</param>
    /// <exception cref="FormatException">A rule does not fit its messages.</exception>
    /// <exception cref="InvalidOperationException">Two rules take the same paths.</exception>
    public Transcoder(
        RpcMethodTable methods, TranscodingOptions options, TimeProvider time, ILogger<Transcoder> logger, CancellationToken stopping = default)
    {
        _logger = logger;
        var json = new ProtoJson(new JsonTypes(methods.Services.Select(service => service.File)));
        foreach (var method in methods.Methods)
        {
            Task Invoke(ServerCallContext context, IRequestBytes requests, ResponseWriter response) =>
                method.InvokeAsync(context, new ParsedRequests(requests, method.RequestParser), response);
            foreach (var binding in HttpRules.Of(method.Descriptor))
                Add(new RestCall(binding, Invoke, json, options, time, stopping));
        }
    }

    /// <summary>Serves by REST what other servers serve by gRPC, from descriptors alone: without classes of their messages.</summary>
    /// <param name="calls">The rules, where the calls of each go, and the name of that server for errors.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">For deadlines and heartbeats.</param>
    /// <param name="logger">Takes our own faults.</param>
    /// <param name="stopping">Ends the streams of those who only listen.</param>
    /// <exception cref="InvalidOperationException">Two rules take the same paths.</exception>
    public Transcoder(
        IEnumerable<(RestBinding Binding, CallInvoker Server, string Name)> calls, TranscodingOptions options, TimeProvider time, ILogger<Transcoder> logger,
        CancellationToken stopping = default)
    {
        _logger = logger;
        Dictionary<FileDescriptor, ProtoJson> mappings = [];
        foreach (var (binding, server, name) in calls)
        {
            var file = binding.Method.Service.File;
            if (!mappings.TryGetValue(file, out var json))
                mappings[file] = json = new ProtoJson(new JsonTypes([file]));
            Add(new RestCall(binding, new ForwardedMethod(binding.Method, server, name, time).InvokeAsync, json, options, time, stopping));
        }
    }

    /// <summary>Every rule that is served.</summary>
    public IReadOnlyList<RestBinding> Bindings => _bindings;

    /// <summary>Answers one request; what no rule takes gets 404, or 405 where the path has other methods.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        RequestIds.Of(http);
        var path = RawPath(http);
        var match = _routes.Match(http.Request.Method, path);
        try
        {
            if (match.Found)
                await match.Value!.RunAsync(http, match.Segments);
            else
                await RefuseAsync(http, path, match.Allowed);
        }
        catch (Exception gone) when (http.RequestAborted.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            // Nobody is left to be told.
        }
        catch (Exception fault)
        {
            var errorId = Guid.NewGuid().ToString("N");
            RequestFailed(_logger, fault, http.Request.Method, match.Found ? match.Value!.Binding.Template.Text : "(no route)", errorId);
            if (http.Response.HasStarted)
                http.Abort();
            else
                await http.WriteProblemAsync(Problem.Of(RpcErrors.Internal(errorId)));
        }
    }

    private void Add(RestCall call)
    {
        if (!_routes.TryAdd(call.Binding.HttpMethod, call.Binding.Template, call, out var taken))
            throw new InvalidOperationException($"{call.Binding} takes the paths of {taken!.Binding}.");
        _bindings.Add(call.Binding);
    }

    /// <summary>The path as it came, still encoded.</summary>
    internal static string RawPath(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith('/'))
            return http.Request.Path.ToUriComponent();
        var query = target.IndexOf('?');
        return query < 0 ? target : target[..query];
    }

    /// <summary>The methods of a path as the Allow header lists them: with those that every path has.</summary>
    public static string AllowHeader(IReadOnlyCollection<string> methods) => string.Join(
        ", ", methods.Append("OPTIONS").Concat(methods.Contains("GET") ? ["HEAD"] : Array.Empty<string>()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static Task RefuseAsync(HttpContext http, string path, IReadOnlyCollection<string> allowed)
    {
        if (HttpMethods.IsOptions(http.Request.Method) && (allowed.Count > 0 || path == "*"))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            if (allowed.Count > 0)
                http.Response.Headers.Allow = AllowHeader(allowed);
            return Task.CompletedTask;
        }
        if (allowed.Count == 0)
            return http.WriteProblemAsync(Problem.Of(RpcErrors.Create(StatusCode.NotFound, "ROUTE_NOT_FOUND", $"There is nothing at {path}.")));
        http.Response.Headers.Allow = AllowHeader(allowed);
        return http.WriteProblemAsync(Problem.Of(RpcErrors.Create(
            StatusCode.Unimplemented, Problem.MethodNotAllowed, $"{path} takes {AllowHeader(allowed)}, not {http.Request.Method}.")));
    }

    [LoggerMessage(120, LogLevel.Error, "{Method} {Route} failed; the caller was told error id {ErrorId}")]
    private static partial void RequestFailed(ILogger logger, Exception exception, string method, string route, string errorId);
}
