using System.Diagnostics;
using Grpc.Core;

namespace FactoryTwin.Rpc;

/// <summary>
/// Spans of calls, named and tagged as OpenTelemetry's conventions for RPC say. The trace context travels as W3C <c>traceparent</c>:
/// the HTTP client sends it, and on the server ASP.NET Core's own request activity takes it up and carries the tags.
/// </summary>
public static class RpcTracing
{
    /// <summary>Listen to this source for the spans of outgoing calls.</summary>
    public const string SourceName = "FactoryTwin.Rpc";

    private static readonly ActivitySource Source = new(SourceName);

    internal static Activity? StartClient(IMethod method, Uri address)
    {
        var activity = Source.StartActivity(method.FullName[1..], ActivityKind.Client);
        if (activity is not { IsAllDataRequested: true }) return activity;
        Tag(activity, method.ServiceName, method.Name);
        return activity.SetTag("server.address", address.Host).SetTag("server.port", address.Port);
    }

    internal static void Tag(Activity activity, string service, string method) =>
        activity.SetTag("rpc.system", "grpc").SetTag("rpc.service", service).SetTag("rpc.method", method);

    internal static void SetStatus(Activity activity, Status status)
    {
        activity.SetTag("rpc.grpc.status_code", (int)status.StatusCode);
        if (IsError(activity.Kind, status.StatusCode)) activity.SetStatus(ActivityStatusCode.Error, status.Detail);
    }

    /// <summary>A server's span is an error only where the server is at fault; a client's whenever the call failed.</summary>
    private static bool IsError(ActivityKind kind, StatusCode code) => kind == ActivityKind.Client
        ? code != StatusCode.OK
        : code is StatusCode.Unknown or StatusCode.DeadlineExceeded or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable
            or StatusCode.DataLoss;
}
