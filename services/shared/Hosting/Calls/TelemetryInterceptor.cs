using System.Diagnostics;
using System.Diagnostics.Metrics;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Server;
using Grpc.Core;

namespace FactoryTwin.Hosting.Calls;

/// <summary>Measures every served call and gives it an activity, by OpenTelemetry's conventions for RPC.</summary>
internal sealed class TelemetryInterceptor : IRpcServerInterceptor
{
    public const string SourceName = "FactoryTwin.Rpc.Server";

    private const string RequestActivity = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Histogram<double> duration;
    private readonly UpDownCounter<long> running;
    private readonly TimeProvider time;

    public TelemetryInterceptor(IMeterFactory meters, TimeProvider time)
    {
        this.time = time;
        var meter = meters.Create("FactoryTwin.Rpc");
        duration = meter.CreateHistogram<double>("rpc.server.call.duration", "s", "Duration of served calls, streams included.");
        running = meter.CreateUpDownCounter<long>("rpc.server.active_calls", "{call}", "Calls being served now.");
    }

    public async Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next)
    {
        var name = method.Name;
        var methodTag = new KeyValuePair<string, object?>("rpc.method", name);
        // The web server's own activity is the call's where there is one; two server spans for one call would count it twice.
        var outer = Activity.Current is { OperationName: RequestActivity } request ? request : null;
        using var own = outer is null ? Source.StartActivity(name, ActivityKind.Server) : null;
        var activity = outer ?? own;
        if (outer is not null)
            outer.DisplayName = name;
        activity?.SetTag("rpc.system.name", "grpc").SetTag("rpc.method", name);
        var started = time.GetTimestamp();
        var status = StatusCode.OK;
        running.Add(1, methodTag);
        try
        {
            await next();
        }
        catch (RpcException e)
        {
            status = e.StatusCode;
            throw;
        }
        finally
        {
            running.Add(-1, methodTag);
            var tags = new TagList { { "rpc.system.name", "grpc" }, methodTag, { "rpc.response.status_code", StatusNames.Of(status) } };
            if (IsServerFault(status))
                tags.Add("error.type", StatusNames.Of(status));
            duration.Record(time.GetElapsedTime(started).TotalSeconds, tags);
            activity?.SetTag("rpc.response.status_code", StatusNames.Of(status));
            if (IsServerFault(status))
                activity?.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>A caller's mistake is no error of the server.</summary>
    private static bool IsServerFault(StatusCode status) => status is StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;
}
