using FactoryTwin.Rpc.Reflection;
using FactoryTwin.Rpc.Server;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Gateway.Services;

/// <summary>gRPC reflection for all that callers may use, behind the gateway and in it.</summary>
internal sealed class DirectoryReflection
{
    private readonly Func<RpcMethodTable> _own;
    private readonly OpenInterfaces _open;
    private volatile Lazy<IReadOnlyList<ServiceDescriptor>> _services;

    public DirectoryReflection(Func<RpcMethodTable> own, ServiceDirectory directory, OpenInterfaces open)
    {
        (_own, _open) = (own, open);
        _services = new(List);
        directory.RoutesChanged += () => _services = new(List);
        Service = new ReflectionService(() => _services.Value);
    }

    /// <summary>What serves it.</summary>
    public ReflectionService Service { get; }

    private IReadOnlyList<ServiceDescriptor> List() =>
        [.. _own().Services.Concat(_open.List().Where(each => !each.Entry.Lapsed).Select(each => each.Descriptor)).DistinctBy(each => each.FullName)];
}
