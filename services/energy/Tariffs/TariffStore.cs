using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.Energy.Tariffs;

/// <summary>Keeps tariffs. A change and its announcement are one transaction.</summary>
public sealed class TariffStore(IStore store, TimeProvider time)
{
    /// <summary>Where changes are announced; the key is the tariff's name.</summary>
    public const string Topic = "energy.tariffs";

    private const string Source = "/services/energy";

    private static readonly Collection<Tariff> Tariffs = new("tariffs", t => t.Name,
        new Index<Tariff>("name", IndexKind.Text, t => t.Name),
        new Index<Tariff>("currency", IndexKind.Text, t => t.Currency),
        new Index<Tariff>("carrier", IndexKind.Text, t => t.Carrier));

    /// <summary>Stores a tariff. An etag "" says that it is new.</summary>
    /// <exception cref="EtagMismatchException">It was changed, or is there already.</exception>
    public async Task<Tariff> PutAsync(Tariff tariff, string etag, CancellationToken cancellationToken) =>
        (await store.WriteAsync(
            transaction =>
            {
                var document = transaction.Put(Tariffs, tariff, etag);
                Announce(transaction, new TariffChanged { Tariff = tariff });
                return document;
            },
            cancellationToken)).WithHead();

    /// <summary>A tariff, or null.</summary>
    public async ValueTask<Tariff?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await store.GetAsync(Tariffs, name, cancellationToken))?.WithHead();

    /// <summary>A page of tariffs.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: filter or page token cannot be used.</exception>
    public async Task<(IReadOnlyList<Tariff> Tariffs, string NextPageToken)> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        var page = await store.ListPageAsync(Tariffs, query, cancellationToken);
        return ([.. page.Documents.Select(ResourceHead.WithHead)], page.NextPageToken);
    }

    /// <summary>Removes a tariff; false where there is none.</summary>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        store.WriteAsync(
            transaction =>
            {
                if (transaction.Get(Tariffs, name) is not { } document) return false;
                transaction.Delete(Tariffs, name);
                Announce(transaction, new TariffChanged { Tariff = document.Value, Deleted = true });
                return true;
            },
            cancellationToken);

    private void Announce(IStoreTransaction transaction, TariffChanged change) =>
        transaction.Publish(Topic, CloudEvent.Of(change, Source, change.Tariff.Name, time.GetUtcNow(), subject: change.Tariff.Name));
}
