using System.Collections.Immutable;
using FactoryTwin.Gateway.V1;

namespace FactoryTwin.Gateway.Lifecycle;

/// <summary>The state of every interface that was ever registered, as it was stored last; read on the way of every route.</summary>
/// <param name="ofNew">The state of one that nothing was stored for yet.</param>
internal sealed class InterfaceStates(InterfaceState ofNew)
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<string, Interface> _byName = ImmutableDictionary.Create<string, Interface>(StringComparer.Ordinal);

    /// <summary>Runs after a state changed, on the thread that changed it.</summary>
    public event Action? Changed;

    /// <summary>The state of one that nothing was stored for yet.</summary>
    public InterfaceState OfNew => ofNew;

    /// <summary>Every interface.</summary>
    public IEnumerable<Interface> All => Volatile.Read(ref _byName).Values;

    /// <param name="name">Full name, for example "factorytwin.twin.v1.Points".</param>
    public InterfaceState Of(string name) => Find(name)?.State ?? ofNew;

    public Interface? Find(string name) => Volatile.Read(ref _byName).GetValueOrDefault(name);

    /// <summary>Takes over one that was stored.</summary>
    public void Set(Interface stored)
    {
        lock (_gate)
        {
            var name = InterfaceNames.Of(stored);
            if (_byName.GetValueOrDefault(name) is not { } known || known.UpdateTime <= stored.UpdateTime)
                Volatile.Write(ref _byName, _byName.SetItem(name, stored));
        }
        // Told also where another thread has read it from the store before: whoever changed it may go on when all have heard.
        Changed?.Invoke();
    }

    /// <summary>Takes over all that are stored; another replica of the gateway may have changed them.</summary>
    public void Take(IReadOnlyCollection<Interface> stored)
    {
        lock (_gate)
        {
            var next = _byName;
            foreach (var each in stored)
            {
                // What was stored here while the list was read is newer than the list.
                if (next.GetValueOrDefault(InterfaceNames.Of(each)) is not { } known || (known.Etag != each.Etag && known.UpdateTime <= each.UpdateTime))
                    next = next.SetItem(InterfaceNames.Of(each), each);
            }
            if (next == _byName)
                return;
            Volatile.Write(ref _byName, next);
        }
        Changed?.Invoke();
    }
}

/// <summary>The parts of an interface's resource name.</summary>
internal static class InterfaceNames
{
    /// <summary>The full name of the interface, for example "factorytwin.twin.v1.Points".</summary>
    public static string Of(Interface resource) => resource.Name[(resource.Name.LastIndexOf('/') + 1)..];

    public static string ServiceOf(Interface resource) => Services.ServiceNames.InterfaceOf(resource.Name)?.Service ?? "";
}
