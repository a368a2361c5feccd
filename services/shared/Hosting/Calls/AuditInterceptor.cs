using System.Collections.Concurrent;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Server;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting.Calls;

/// <summary>Writes one structured log line for each call that changes something: who, what, on which resource, with which outcome.</summary>
internal sealed partial class AuditInterceptor(ILogger<AuditInterceptor> logger) : IRpcServerInterceptor
{
    private readonly ConcurrentDictionary<MethodDescriptor, bool> onlyReads = new();

    public async Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next)
    {
        if (!logger.IsEnabled(LogLevel.Information) || onlyReads.GetOrAdd(method.Descriptor, static descriptor => descriptor.OnlyReads()))
        {
            await next();
            return;
        }
        var status = StatusCode.OK;
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
            Audited(logger, CallerIdentity.Of(context).Subject, method.Name, RequestResource.Of(context), StatusNames.Of(status), context.Peer);
        }
    }

    [LoggerMessage(1001, LogLevel.Information, "Audit: {Caller} called {Method} on {Resource}: {Outcome} (from {Peer})")]
    private static partial void Audited(ILogger logger, string caller, string method, string resource, string outcome, string peer);
}
