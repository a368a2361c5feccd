using FactoryTwin.Rpc.Json;
using FactoryTwin.Rpc.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Hands a call on: here to a handler in this process.</summary>
internal delegate Task RestInvoker(ServerCallContext context, IRequestBytes requests, ResponseWriter response);

/// <summary>Runs the calls of one rule. It knows the contract by its descriptors alone.</summary>
internal sealed class RestCall(
    RestBinding binding,
    RestInvoker invoke,
    ProtoJson json,
    TranscodingOptions options,
    TimeProvider time,
    CancellationToken stopping)
{
    private readonly MessageJson _answers = new(json, binding.Method.OutputType, binding.ResponseField);
    private readonly string _method = $"/{binding.Method.Service.FullName}/{binding.Method.Name}";
    private readonly bool _streams = binding.Method.IsClientStreaming || binding.Method.IsServerStreaming;

    // Whoever only listens is sent away when the server stops; whoever hands something in is let finish.
    private readonly bool _listens = binding.Method is { IsServerStreaming: true, IsClientStreaming: false };

    public RestBinding Binding => binding;

    public async Task RunAsync(HttpContext http, IReadOnlyList<string> segments)
    {
        var names = new FieldNames(binding.Method.InputType);
        using var reader = new SlowReader(http, time, options.SlowReaderLimit);
        Conditions conditions;
        ResponseWriter response;
        try
        {
            conditions = Conditions.Of(http.Request, binding);
            RequestEncoding.Undo(http);
            LiftRate(http);
            response = Response(http, names, conditions, reader);
        }
        catch (RpcException fault)
        {
            var problem = Problem.Of(fault);
            await http.WriteProblemAsync(problem.Code == Conditions.Mismatch ? problem with { Status = StatusCodes.Status412PreconditionFailed } : problem);
            return;
        }
        await using (response)
            await RunAsync(http, response, conditions, new RestRequests(http, binding, json, options, segments, names));
    }

    private async Task RunAsync(HttpContext http, ResponseWriter response, Conditions conditions, RestRequests requests)
    {
        // A call without streams has to end; a stream lives until one side closes it.
        var deadline = _streams ? DateTime.MaxValue : (time.GetUtcNow() + options.UnaryTimeout).UtcDateTime;
        using var ending = new LazyCancellation(time, deadline, _listens ? stopping : CancellationToken.None);
        try
        {
            await InvokeAsync(conditions, etag => invoke(new RestCallContext(http, _method, time, deadline, ending), Patient(requests.With(etag)), response));
            await response.CompleteAsync();
        }
        catch (RpcException) when (response.IsDone)
        {
            await response.CompleteAsync();
        }
        catch (RpcException fault) when (!http.RequestAborted.IsCancellationRequested)
        {
            var problem = Problem.Of(_listens && stopping.IsCancellationRequested ? RpcErrors.Unavailable("The service is stopping.") : fault);
            await response.FailAsync(conditions.Explains(problem) ? problem with { Status = StatusCodes.Status412PreconditionFailed } : problem);
        }
        catch (RpcException)
        {
            // The caller is gone.
        }
    }

    /// <summary>
    /// Once for each etag that would do, until one does: which one the resource has only its service can say, in the transaction that
    /// changes it. To ask for it first and call once would refuse a caller whose other etag became the right one in between, and would
    /// need a reading call that not every resource has; a call whose etag does not hold changes nothing.
    /// </summary>
    private static async Task InvokeAsync(Conditions conditions, Func<string?, Task> call)
    {
        for (var index = 0; index < conditions.Candidates.Count - 1; index++)
        {
            try
            {
                await call(conditions.Candidates[index]);
                return;
            }
            catch (RpcException fault) when (Problem.Of(fault).Code == Conditions.Mismatch)
            {
                // Another may fit.
            }
        }
        await call(conditions.Candidates[^1]);
    }

    /// <summary>HTTP/2's least rate ends the connection, with every other call on it: here each call has its own limits of time.</summary>
    private static void LiftRate(HttpContext http)
    {
        if (HttpProtocol.IsHttp2(http.Request.Protocol) && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    private IRequestBytes Patient(IRequestBytes requests) =>
        binding.Method.IsClientStreaming ? new PatientRequests(requests, options.IdleBodyLimit, time) : requests;

    private ResponseWriter Response(HttpContext http, FieldNames names, Conditions conditions, SlowReader reader)
    {
        if (binding.HasRawResponse)
            return new RawResponse(http, names, binding, conditions, reader);
        var form = Acceptable.Choose(http.Request, binding.Method.IsServerStreaming);
        return form switch
        {
            Acceptable.Json => new JsonResponse(http, names, _answers, conditions, reader),
            Acceptable.Events => new EventStream(http, names, _answers, binding.Method, options, time, reader),
            _ => new JsonLinesResponse(http, names, _answers, form, reader),
        };
    }
}
