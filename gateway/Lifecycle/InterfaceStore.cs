using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Gateway.Lifecycle;

/// <summary>Keeps what is open of the services. A change is stored before anyone acts on it.</summary>
internal sealed class InterfaceStore(IStore store, InterfaceStates states, TimeProvider time)
{
    private const int PageOfAll = 1000;

    private static readonly Collection<Interface> Interfaces = new("interfaces", each => each.Name,
        new Index<Interface>("name", IndexKind.Text, each => each.Name),
        new Index<Interface>("service", IndexKind.Text, InterfaceNames.ServiceOf),
        new Index<Interface>("interface", IndexKind.Text, InterfaceNames.Of),
        new Index<Interface>("state", IndexKind.Text, each => NameOf(each.State)),
        new Index<Interface>("replacement", IndexKind.Text, each => each.Replacement),
        new Index<Interface>("sunset_time", IndexKind.Time, each => each.SunsetTime?.ToDateTimeOffset()),
        new Index<Interface>("update_time", IndexKind.Time, each => each.Changes[0].Time.ToDateTimeOffset()));

    /// <summary>An interface by its resource name, or null.</summary>
    public async ValueTask<Interface?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await store.GetAsync(Interfaces, name, cancellationToken))?.WithHead();

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: filter, order or page token cannot be used.</exception>
    public async Task<(IReadOnlyList<Interface> Interfaces, string NextPageToken)> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        var page = await store.ListPageAsync(Interfaces, query, cancellationToken);
        return ([.. page.Documents.Select(ResourceHead.WithHead)], page.NextPageToken);
    }

    /// <summary>Reads all states anew.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        List<Interface> all = [];
        var token = "";
        do
        {
            var (page, next) = await ListAsync(new ListQuery(PageOfAll, token), cancellationToken);
            all.AddRange(page);
            token = next;
        }
        while (token.Length > 0);
        states.Take(all);
    }

    /// <summary>Writes down what a service registered and was not known yet: new interfaces, new routes, another owner.</summary>
    public async Task NoteAsync(Registration registration, string actor, CancellationToken cancellationToken)
    {
        foreach (var contract in registration.Contract.Interfaces)
        {
            var name = ServiceNames.Of(registration.Service, contract.FullName);
            RestRoute[] routes =
                [.. registration.Contract.Only(contract.FullName).Routes.Select(route => new RestRoute { Method = route.HttpMethod, Path = route.Template.Text })];
            if (states.Find(contract.FullName) is { } known && known.Name == name && known.RestRoutes.SequenceEqual(routes))
                continue;
            var ofNew = registration.Service == GatewayModule.Id ? InterfaceState.Exposed : states.OfNew;
            states.Set(await store.WriteAsync(transaction => Note(transaction, name, ofNew, routes, actor), cancellationToken));
        }
    }

    /// <summary>Changes one interface.</summary>
    /// <param name="name">Its resource name.</param>
    /// <param name="etag">As the caller knows it; empty where any will do.</param>
    /// <param name="change">Gives what it received where nothing is to change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND, or ABORTED: the etag is another.</exception>
    public async Task<Interface> ChangeAsync(string name, string etag, Func<Interface, Interface> change, CancellationToken cancellationToken)
    {
        try
        {
            var changed = await store.WriteAsync(
                transaction =>
                {
                    var document = transaction.Get(Interfaces, name) ?? throw RpcErrors.NotFound(name);
                    if (etag.Length > 0 && etag != document.Etag)
                        throw new EtagMismatchException(name, etag, document.Etag);
                    var next = change(document.Value);
                    return (ReferenceEquals(next, document.Value) ? document : transaction.Put(Interfaces, next)).WithHead();
                },
                cancellationToken);
            states.Set(changed);
            return changed;
        }
        catch (EtagMismatchException fault)
        {
            throw RpcErrors.Aborted("ETAG_MISMATCH", fault.Message);
        }
    }

    private Interface Note(IStoreTransaction transaction, string name, InterfaceState ofNew, RestRoute[] routes, string actor)
    {
        var asked = new Asked(actor, time.GetUtcNow().ToTimestamp(), "Registered for the first time.");
        var own = transaction.Get(Interfaces, name)?.Value.Clone();
        var before = states.Find(ServiceNames.InterfaceOf(name)!.Value.Interface);
        if (own is null && before is not null && transaction.Get(Interfaces, before.Name) is { } other)
        {
            own = Transitions.Move(other.Value, name, asked with { Reason = $"Taken over from {InterfaceNames.ServiceOf(other.Value)}, which is gone." });
            transaction.Delete(Interfaces, other.Name);
        }
        own ??= Transitions.Create(name, ofNew, routes, asked);
        own.RestRoutes.Clear();
        own.RestRoutes.Add(routes);
        return transaction.Put(Interfaces, own).WithHead();
    }

    private static string NameOf(InterfaceState state) =>
        InterfacesReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>(nameof(InterfaceState)).FindValueByNumber((int)state)?.Name ?? "";
}
