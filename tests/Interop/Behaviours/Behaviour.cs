using FactoryTwin.Interop.Tests.Cases;
using FactoryTwin.Interop.Tests.Support;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>Something about the wire, beyond the official cases, that holds with every peer.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Meaning">What was seen where the table says "held".</param>
/// <param name="PeerCalls">Shows it with the peer as our server's client.</param>
/// <param name="OursCalls">Shows it with the peer as our client's server; null where there is nothing to show.</param>
/// <param name="Except">A server that it cannot be shown with.</param>
/// <param name="Why">Why it cannot.</param>
internal sealed record Behaviour(string Name, string Meaning, Func<Peer, Task>? PeerCalls, Func<Peer, Task>? OursCalls, Peer? Except = null, string Why = "")
{
    public Func<Peer, Task>? With(Peer peer, Direction direction) =>
        direction == Direction.OursServes ? PeerCalls : peer == Except ? null : OursCalls;

    public override string ToString() => Name;
}
