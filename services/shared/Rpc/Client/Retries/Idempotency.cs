using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>What contracts say of repeating their methods (<c>option idempotency_level</c>).</summary>
internal static class Idempotency
{
    private static readonly ConcurrentDictionary<Assembly, FrozenSet<string>> Known = new();

    /// <summary>
    /// True where the contract says that a second call does no harm. It is looked for beside the generated messages; where these come from
    /// elsewhere than the service, nothing is known and nothing is promised.
    /// </summary>
    public static bool IsIdempotent<TRequest, TResponse>(Method<TRequest, TResponse> method) =>
        In(typeof(TRequest).Assembly).Contains(method.FullName) || In(typeof(TResponse).Assembly).Contains(method.FullName);

    public static bool IsIdempotent(MethodDescriptor method) =>
        method.GetOptions()?.IdempotencyLevel is MethodOptions.Types.IdempotencyLevel.NoSideEffects or MethodOptions.Types.IdempotencyLevel.Idempotent;

    private static FrozenSet<string> In(Assembly assembly) => Known.GetOrAdd(assembly, static assembly => assembly.GetExportedTypes()
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(property => property?.PropertyType == typeof(ServiceDescriptor))
        .SelectMany(property => ((ServiceDescriptor)property!.GetValue(null)!).Methods)
        .Where(IsIdempotent)
        .Select(method => $"/{method.Service.FullName}/{method.Name}")
        .ToFrozenSet(StringComparer.Ordinal));
}
