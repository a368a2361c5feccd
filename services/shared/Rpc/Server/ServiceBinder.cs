using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Rpc.Server;

/// <summary>Binds objects that implement generated services into one <see cref="RpcMethodTable"/>.</summary>
public sealed class ServiceBinder
{
    private readonly RpcPipeline _pipeline;
    private readonly List<RpcMethod> _methods = [];
    private readonly HashSet<string> _services = new(StringComparer.Ordinal);

    /// <param name="interceptors">Run around every call, the first outermost.</param>
    /// <param name="time">Tells a passed deadline from a cancellation.</param>
    /// <param name="logger">Takes what handlers throw beside RpcException; the caller is told an error id only.</param>
    /// <param name="bounds">Deadlines and ends that hold for every call.</param>
    public ServiceBinder(
        IEnumerable<IRpcServerInterceptor>? interceptors = null,
        TimeProvider? time = null,
        ILogger<RpcMethodTable>? logger = null,
        CallBounds? bounds = null)
    {
        _pipeline = new RpcPipeline([.. interceptors ?? []], time ?? TimeProvider.System, logger ?? NullLogger<RpcMethodTable>.Instance, bounds);
    }

    /// <exception cref="ArgumentException">The object implements no generated service, or its service is bound already.</exception>
    public ServiceBinder Add(object service)
    {
        ArgumentNullException.ThrowIfNull(service);
        var attribute = service.GetType().GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
            ?? throw new ArgumentException($"{service.GetType()} derives from no generated service base class.", nameof(service));
        var descriptor = (ServiceDescriptor)(attribute.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
            ?? throw new ArgumentException($"{attribute.BindType} has no service descriptor.", nameof(service)));
        if (!_services.Add(descriptor.FullName)) throw new ArgumentException($"{descriptor.FullName} is bound twice.", nameof(service));
        var bind = attribute.BindType.GetMethods(BindingFlags.Public | BindingFlags.Static).Single(method =>
            method.Name == attribute.BindMethodName && method.GetParameters() is [{ } first, _] && first.ParameterType == typeof(ServiceBinderBase));
        bind.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [new Collector(this, service, descriptor), service], null);
        return this;
    }

    public RpcMethodTable Build() => new(_methods);

    private sealed class Collector(ServiceBinder owner, object service, ServiceDescriptor descriptor) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            owner._methods.Add(new UnaryMethod<TRequest, TResponse>(Find(method), service, owner._pipeline, handler!));

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
            owner._methods.Add(new ClientStreamingMethod<TRequest, TResponse>(Find(method), service, owner._pipeline, handler!));

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
            owner._methods.Add(new ServerStreamingMethod<TRequest, TResponse>(Find(method), service, owner._pipeline, handler!));

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            owner._methods.Add(new DuplexStreamingMethod<TRequest, TResponse>(Find(method), service, owner._pipeline, handler!));

        private MethodDescriptor Find(IMethod method) => descriptor.FindMethodByName(method.Name);
    }
}
