using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Rpc;

/// <summary>
/// Spans of outgoing calls, by OpenTelemetry's conventions for RPC. The trace context travels as W3C <c>traceparent</c>, which
/// the HTTP client sends and ASP.NET Core's request activity takes up; the spans of served calls are the host's.
/// </summary>
public static class RpcTracing
{
    /// <summary>Listen to this source for the spans of outgoing calls.</summary>
    public const string SourceName = "FactoryTwin.Rpc.Client";

    private static readonly ActivitySource Source = new(SourceName);

    internal static Activity? Start(IMethod method, GrpcChannel channel)
    {
        var activity = Source.StartActivity(method.FullName[1..], ActivityKind.Client);
        return activity is not { IsAllDataRequested: true } ? activity : activity
            .SetTag("rpc.system.name", "grpc")
            .SetTag("rpc.method", method.FullName[1..])
            .SetTag("server.address", channel.ServerName)
            .SetTag("server.port", channel.ServerPort > 0 ? channel.ServerPort : null);
    }

    internal static void Stop(Activity activity, Status status)
    {
        activity.SetTag("rpc.response.status_code", StatusNames.Of(status.StatusCode));
        if (status.StatusCode != StatusCode.OK) activity.SetStatus(ActivityStatusCode.Error, status.Detail);
        activity.Dispose();
    }
}
