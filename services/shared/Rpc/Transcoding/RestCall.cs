using System.Buffers;
using FactoryTwin.Rpc.Json;
using FactoryTwin.Rpc.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Runs the calls of one rule.</summary>
internal sealed class RestCall(
    RestBinding binding,
    RpcMethod method,
    ProtoJson json,
    TranscodingOptions options,
    TimeProvider time,
    CancellationToken stopping)
{
    private const string JsonLinesType = "application/x-ndjson";
    private readonly MessageJson _answers = new(json, binding.Method.OutputType, binding.ResponseField);

    public RestBinding Binding => binding;

    private bool IsStream => binding.Method.IsClientStreaming || binding.Method.IsServerStreaming;

    public async Task RunAsync(HttpContext http, IReadOnlyList<string> segments)
    {
        // A call without streams has to end; a stream lives until one side closes it.
        using var timeout = IsStream ? new CancellationTokenSource() : new CancellationTokenSource(options.UnaryTimeout, time);
        // Whoever only listens is sent away when the server stops; whoever hands something in is let finish.
        var listening = binding.Method is { IsServerStreaming: true, IsClientStreaming: false };
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, timeout.Token, listening ? stopping : CancellationToken.None);
        var deadline = IsStream ? DateTime.MaxValue : (time.GetUtcNow() + options.UnaryTimeout).UtcDateTime;
        var context = new RestCallContext(http, method.FullName, deadline, either.Token);
        var names = new FieldNames(binding.Method.InputType);
        await using var response = Response(http, names);
        try
        {
            await method.InvokeAsync(context, new ParsedRequests(Requests(http, segments, names), method.RequestParser), response);
            await response.CompleteAsync();
        }
        catch (RpcException fault) when (!http.RequestAborted.IsCancellationRequested)
        {
            await response.FailAsync(Problem.Of(listening && stopping.IsCancellationRequested ? RpcErrors.Unavailable("The service is stopping.") : fault));
        }
        catch (RpcException)
        {
            // The caller is gone.
        }
    }

    private IRequestBytes Requests(HttpContext http, IReadOnlyList<string> segments, FieldNames names)
    {
        var request = http.Request;
        // Made at the first message, so that the parameters of a caller who may not call are not even looked at.
        var composer = new Lazy<RequestComposer>(() =>
        {
            using var parameters = new ParameterBinder(binding, json.Types, names);
            return new RequestComposer(binding, json, parameters.Bind(segments, request.Query), Preconditions.Parse(request.Headers.IfMatch), names);
        });
        if (!binding.HasBody)
            return new SingleRequest(_ => ValueTask.FromResult(composer.Value.WithoutBody()));
        return (binding.HasRawBody, binding.Method.IsClientStreaming) switch
        {
            (true, true) => new RawPieces(request, composer, options.MaxStreamBytes),
            (true, false) => new SingleRequest(async cancellation => composer.Value.FromBytes(
                request.ContentType ?? "", new ReadOnlySequence<byte>(await RequestBody.ReadAllAsync(request, options.MaxRawBytes, cancellation)))),
            (false, false) => new SingleRequest(async cancellation => composer.Value.FromJson(await RequestBody.ReadJsonAsync(request, options, cancellation))),
            _ when IsJsonLines(request.ContentType) => new JsonLines(request, composer, options),
            _ => new JsonArrayElements(request, composer, options),
        };
    }

    private ResponseWriter Response(HttpContext http, FieldNames names)
    {
        if (binding.HasRawResponse)
            return new RawResponse(http, names, binding);
        if (!binding.Method.IsServerStreaming)
            return new JsonResponse(http, names, _answers);
        return http.Request.Headers.Accept.Any(IsJsonLines)
            ? new JsonLinesResponse(http, names, _answers)
            : new EventStream(http, names, _answers, options, time);
    }

    private static bool IsJsonLines(string? mediaTypes) => mediaTypes?.Contains(JsonLinesType, StringComparison.OrdinalIgnoreCase) == true;
}
