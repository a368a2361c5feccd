using System.Collections.Frozen;
using Grpc.Core;

namespace FactoryTwin.Hosting.Auth;

/// <summary>Who makes a call.</summary>
/// <param name="Subject">The user's or service's id, for example "dispatcher" or "services/scheduler"; "anonymous" without credentials.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Roles">What the caller may act as.</param>
public sealed record CallerIdentity(string Subject, string DisplayName, FrozenSet<string> Roles)
{
    private static readonly object Key = new();

    /// <summary>A caller without credentials.</summary>
    public static CallerIdentity Anonymous { get; } = new("anonymous", "Anonymous", FrozenSet<string>.Empty);

    /// <summary>False for a caller without credentials.</summary>
    public bool SignedIn => !ReferenceEquals(this, Anonymous);

    /// <summary>The caller of this call; anonymous where authentication did not run.</summary>
    public static CallerIdentity Of(ServerCallContext context) =>
        context.UserState.TryGetValue(Key, out var found) ? (CallerIdentity)found : Anonymous;

    internal static void Set(ServerCallContext context, CallerIdentity identity) => context.UserState[Key] = identity;
}
