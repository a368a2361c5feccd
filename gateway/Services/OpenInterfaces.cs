using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.V1;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Gateway.Services;

/// <summary>An interface that callers may use.</summary>
/// <param name="Entry">Its service.</param>
/// <param name="Contracts">The contracts of it that instances have, newest first.</param>
/// <param name="Stored">Its state; null where nothing is stored of it yet.</param>
internal sealed record OpenInterface(DirectoryEntry Entry, IReadOnlyList<Contract> Contracts, Interface? Stored)
{
    /// <summary>As its newest contract describes it.</summary>
    public ServiceDescriptor Descriptor => Contracts[0].Interfaces[0];

    /// <summary>The health of those instances that serve it.</summary>
    public ServiceHealth Health => Entry.Instances
        .Where(each => each.Registration.Contract.Names.Contains(Descriptor.FullName)).MinBy(each => each.Rank)?.Health ?? ServiceHealth.Unreachable;
}

/// <summary>What callers may use, of all that is registered.</summary>
internal sealed class OpenInterfaces(ServiceDirectory directory, InterfaceStates states)
{
    /// <summary>
    /// Services that are there before those that are gone, and who came first before others: where two have the same, as they may for
    /// a moment when two replicas of the gateway accept them at the same time, the first one's stands.
    /// </summary>
    public IReadOnlyList<OpenInterface> List()
    {
        List<OpenInterface> open = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var entry in directory.List().OrderBy(each => each.Lapsed).ThenBy(each => each.RegisterTime).ThenBy(each => each.Id, StringComparer.Ordinal))
        {
            var contracts = entry.Instances.OrderByDescending(each => each.RegisterTime).Select(each => each.Registration.Contract).DistinctBy(each => each.Key).ToArray();
            foreach (var name in contracts.SelectMany(each => each.Names).Distinct(StringComparer.Ordinal))
            {
                if (states.Of(name) is InterfaceState.Exposed or InterfaceState.Deprecated && seen.Add(name))
                    open.Add(new OpenInterface(entry, [.. contracts.Select(each => each.Only(name)).Where(each => each.Interfaces.Count > 0)], states.Find(name)));
            }
        }
        return open;
    }
}
