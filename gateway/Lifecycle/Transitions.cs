using FactoryTwin.Gateway.V1;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Gateway.Lifecycle;

/// <summary>A change of an interface's state that its present state does not allow.</summary>
internal sealed class TransitionRefusedException(string message) : Exception(message);

/// <summary>Who asks for a change, when and why.</summary>
internal readonly record struct Asked(string Actor, Timestamp Time, string Reason);

/// <summary>The rules by which an interface's state changes. A change that changes nothing leaves no trace.</summary>
internal static class Transitions
{
    private const int ChangesKept = 50;

    /// <summary>A newly registered interface.</summary>
    public static Interface Create(string name, InterfaceState state, IEnumerable<RestRoute> routes, Asked asked) =>
        With(new Interface { Name = name, RestRoutes = { routes } }, state, asked);

    /// <summary>The interface as another service's: what callers may do with it stays.</summary>
    public static Interface Move(Interface from, string name, Asked asked)
    {
        var moved = With(from, from.State, asked);
        moved.Name = name;
        return moved;
    }

    public static Interface Expose(Interface from, Asked asked)
    {
        if (from.State == InterfaceState.Exposed)
            return from;
        var next = With(from, InterfaceState.Exposed, asked);
        next.DeprecateTime = null;
        next.SunsetTime = null;
        next.Replacement = "";
        return next;
    }

    /// <exception cref="TransitionRefusedException">It is withdrawn or hidden.</exception>
    public static Interface Deprecate(Interface from, Timestamp sunset, string replacement, Asked asked)
    {
        if (from.State is not (InterfaceState.Exposed or InterfaceState.Deprecated))
            throw new TransitionRefusedException($"It is {Words(from.State)}: nobody calls it whom a deprecation could tell. Expose it first.");
        if (from.State == InterfaceState.Deprecated && from.SunsetTime.Equals(sunset) && from.Replacement == replacement)
            return from;
        var next = With(from, InterfaceState.Deprecated, asked, sunset, replacement);
        next.DeprecateTime = from.DeprecateTime ?? asked.Time;
        next.SunsetTime = sunset;
        next.Replacement = replacement;
        return next;
    }

    /// <param name="from">As it is.</param>
    /// <param name="replacement">Empty: what its deprecation said.</param>
    /// <param name="asked">Who, when, why.</param>
    public static Interface Withdraw(Interface from, string replacement, Asked asked)
    {
        var instead = replacement.Length > 0 ? replacement : from.Replacement;
        if (from.State == InterfaceState.Withdrawn && from.Replacement == instead)
            return from;
        var next = With(from, InterfaceState.Withdrawn, asked, replacement: instead);
        next.Replacement = instead;
        return next;
    }

    /// <summary>The state as a sentence says it.</summary>
    public static string Words(InterfaceState state) => state.ToString().ToLowerInvariant();

    private static Interface With(Interface from, InterfaceState state, Asked asked, Timestamp? sunset = null, string replacement = "")
    {
        var next = from.Clone();
        next.State = state;
        next.Changes.Insert(0, new InterfaceChange
        {
            State = state,
            Time = asked.Time,
            Actor = asked.Actor,
            Reason = asked.Reason,
            SunsetTime = sunset,
            Replacement = replacement,
        });
        Shorten(next.Changes);
        return next;
    }

    private static void Shorten(RepeatedField<InterfaceChange> changes)
    {
        while (changes.Count > ChangesKept)
            changes.RemoveAt(changes.Count - 1);
    }
}
