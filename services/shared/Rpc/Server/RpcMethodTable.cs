using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Server;

/// <summary>All bound methods of a host. Built by <see cref="ServiceBinder"/>.</summary>
public sealed class RpcMethodTable
{
    private readonly Dictionary<string, RpcMethod> _byPath;

    internal RpcMethodTable(IEnumerable<RpcMethod> methods)
    {
        Methods = [.. methods];
        _byPath = Methods.ToDictionary(method => method.FullName, StringComparer.Ordinal);
        Services = [.. Methods.Select(method => method.Descriptor.Service).Distinct()];
    }

    public IReadOnlyList<RpcMethod> Methods { get; }

    public IReadOnlyList<ServiceDescriptor> Services { get; }

    /// <param name="path">"/service/method".</param>
    /// <param name="method">The method of that path.</param>
    public bool TryGet(string path, [NotNullWhen(true)] out RpcMethod? method) => _byPath.TryGetValue(path, out method);
}
