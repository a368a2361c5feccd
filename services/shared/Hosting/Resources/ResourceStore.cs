using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using Google.Protobuf;

namespace FactoryTwin.Hosting;

/// <summary>Resources of one kind, told with their etags and times and stored without them, with the standard methods' errors.</summary>
/// <param name="store">Where they are.</param>
/// <param name="collection">How they are kept.</param>
public sealed class ResourceStore<T>(IStore store, Collection<T> collection) where T : class, IMessage<T>, new()
{
    private const int PageSize = 1_000;

    /// <summary>Stores a new one.</summary>
    /// <exception cref="Grpc.Core.RpcException">ALREADY_EXISTS.</exception>
    public async Task<T> CreateAsync(T value, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.WriteAsync(transaction => transaction.Put(collection, value.WithoutHead(), expectedEtag: ""), cancellationToken)).WithHead();
        }
        catch (EtagMismatchException)
        {
            throw RpcErrors.AlreadyExists(collection.NameOf(value));
        }
    }

    /// <summary>Stores a changed one.</summary>
    /// <param name="value">What is to be stored, whole.</param>
    /// <param name="etag">That of the one it was made from.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Grpc.Core.RpcException">ABORTED: it was changed by someone else in between.</exception>
    public async Task<T> UpdateAsync(T value, string etag, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.WriteAsync(transaction => transaction.Put(collection, value.WithoutHead(), etag), cancellationToken)).WithHead();
        }
        catch (EtagMismatchException fault)
        {
            throw RpcErrors.Aborted("ETAG_MISMATCH", fault.Message);
        }
    }

    /// <summary>Stores what an update request makes of one (AIP-134), guarded by the etag that the request gives, or by that of the one it was made from.</summary>
    /// <param name="given">As the request has it; its name says which.</param>
    /// <param name="field">Its field in the request.</param>
    /// <param name="change">Makes the changed one of the stored one, or refuses to.</param>
    /// <param name="validateOnly">Only asks, and stores nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT without a resource; NOT_FOUND; ABORTED: it was changed by someone else in between.</exception>
    public async Task<T> ChangeAsync(T? given, string field, Func<T, Task<T>> change, bool validateOnly, CancellationToken cancellationToken)
    {
        if (given is null) throw RpcErrors.InvalidArgument((field, "is required"));
        var stored = await GetAsync(collection.NameOf(given), cancellationToken);
        var changed = await change(stored);
        var etag = given.EtagOf();
        return validateOnly ? changed : await UpdateAsync(changed, etag.Length > 0 ? etag : stored.EtagOf(), cancellationToken);
    }

    /// <summary>With its etag, or null.</summary>
    public async ValueTask<T?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await store.GetAsync(collection, name, cancellationToken))?.WithHead();

    /// <summary>With its etag.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public async Task<T> GetAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken) ?? throw RpcErrors.NotFound(name);

    /// <summary>A page.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: filter or page token cannot be used.</exception>
    public async Task<(IReadOnlyList<T> Values, string NextPageToken)> ListAsync(int pageSize, string pageToken, string filter, CancellationToken cancellationToken)
    {
        var page = await store.ListPageAsync(collection, new ListQuery(ListRequests.PageSize(pageSize), pageToken, filter), cancellationToken);
        return ([.. page.Documents.Select(ResourceHead.WithHead)], page.NextPageToken);
    }

    /// <summary>All of them.</summary>
    public async Task<List<T>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new List<T>();
        var token = "";
        do
        {
            var page = await store.ListAsync(collection, new ListQuery(PageSize, token), cancellationToken);
            all.AddRange(page.Documents.Select(ResourceHead.WithHead));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return all;
    }
}
