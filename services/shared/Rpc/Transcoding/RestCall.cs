using FactoryTwin.Rpc.Server;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Runs the calls of one rule.</summary>
internal sealed class RestCall(
    RestBinding binding,
    RpcMethod method,
    JsonParser parser,
    JsonFormatter formatter,
    TranscodingOptions options,
    TimeProvider time,
    CancellationToken stopping)
{
    private const string JsonLinesType = "application/x-ndjson";

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
        await using var response = Response(http);
        try
        {
            await method.InvokeAsync(context, Source(http, segments), response);
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

    private IMessageSource Source(HttpContext http, IReadOnlyList<string> segments)
    {
        var request = http.Request;
        // Made at the first message, so that the parameters of a caller who may not call are not even looked at.
        var binder = new Lazy<BodyBinder>(() => new BodyBinder(
            binding, parser, new ParameterBinder(binding, parser).Bind(segments, request.Query), Preconditions.Parse(request.Headers.IfMatch)));
        if (!binding.HasBody)
            return new SingleSource(_ => ValueTask.FromResult(binder.Value.WithoutBody()));
        return new CheckedSource((binding.HasRawBody, binding.Method.IsClientStreaming) switch
        {
            (true, true) => new RawPieces(request, binder, options.MaxStreamBytes),
            (true, false) => new SingleSource(async cancellation => binder.Value.FromBytes(
                request.ContentType ?? "", UnsafeByteOperations.UnsafeWrap(await RequestBody.ReadAllAsync(request, options.MaxRawBytes, cancellation)))),
            (false, false) => new SingleSource(async cancellation => binder.Value.FromJson(await RequestBody.ReadJsonAsync(request, options, cancellation))),
            _ when IsJsonLines(request.ContentType) => new JsonLines(request, binder, options),
            _ => new JsonArrayElements(request, binder, options),
        });
    }

    private ResponseWriter Response(HttpContext http)
    {
        if (binding.HasRawResponse)
            return new RawResponse(http, binding.ResponseField);
        if (!binding.Method.IsServerStreaming)
            return new JsonResponse(http, formatter, binding.ResponseField);
        return http.Request.Headers.Accept.Any(IsJsonLines)
            ? new JsonLinesResponse(http, formatter, binding.ResponseField)
            : new EventStream(http, formatter, binding.ResponseField, options, time);
    }

    private static bool IsJsonLines(string? mediaTypes) => mediaTypes?.Contains(JsonLinesType, StringComparison.OrdinalIgnoreCase) == true;
}
