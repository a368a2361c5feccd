using System.Collections.Frozen;
using FactoryTwin.Options.V1;
using FactoryTwin.Rpc.Server;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Hosting.Auth;

/// <summary>Who may call one method, as its contract declares.</summary>
internal sealed record AccessRule(bool Anonymous, FrozenSet<string> Roles)
{
    private static readonly AccessRule Open = new(Anonymous: true, FrozenSet<string>.Empty);

    /// <summary>Null where the contract says nothing. gRPC's own services (health, reflection) are open.</summary>
    public static AccessRule? Of(MethodDescriptor method)
    {
        if (method.Service.File.Package.StartsWith("grpc.", StringComparison.Ordinal))
            return Open;
        var access = method.GetOptions()?.GetExtension(AccessExtensions.Access);
        return access is null ? null : new AccessRule(access.Anonymous, access.Roles.ToFrozenSet(StringComparer.Ordinal));
    }

    public bool Admits(CallerIdentity caller) => Anonymous || (caller.SignedIn && (Roles.Count == 0 || Roles.Overlaps(caller.Roles)));
}

/// <summary>The rules of all methods that a service serves.</summary>
internal sealed class AccessRules
{
    private readonly FrozenDictionary<string, AccessRule> rules;

    private AccessRules(FrozenDictionary<string, AccessRule> rules) => this.rules = rules;

    public AccessRule this[RpcMethod method] => rules.TryGetValue(method.Descriptor.FullName, out var rule)
        ? rule
        : AccessRule.Of(method.Descriptor) ?? throw new InvalidOperationException($"{method.Descriptor.FullName} is served without having been declared.");

    /// <summary>Adds a fault for every method that does not declare who may call it.</summary>
    public static AccessRules Of(IEnumerable<MethodDescriptor> methods, Action<string, string> fault)
    {
        var found = new Dictionary<string, AccessRule>(StringComparer.Ordinal);
        foreach (var method in methods)
        {
            if (AccessRule.Of(method) is { } rule)
                found[method.FullName] = rule;
            else
                fault(method.FullName, "does not declare who may call it; add option (factorytwin.options.v1.access) to the method.");
        }
        return new AccessRules(found.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
