using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using Google.Protobuf;

namespace FactoryTwin.Services.Energy;

/// <summary>Documents of one kind, with the standard methods' errors.</summary>
/// <param name="store">Where they are.</param>
/// <param name="collection">How they are kept.</param>
/// <param name="withHead">A copy with its etag and times.</param>
internal sealed class ResourceStore<T>(IStore store, Collection<T> collection, Func<Document<T>, T> withHead) where T : class, IMessage<T>, new()
{
    private const int PageSize = 1_000;

    /// <exception cref="Grpc.Core.RpcException">ALREADY_EXISTS.</exception>
    public async Task<T> CreateAsync(T value, CancellationToken cancellationToken)
    {
        try
        {
            return withHead(await store.WriteAsync(transaction => transaction.Put(collection, value, expectedEtag: ""), cancellationToken));
        }
        catch (EtagMismatchException)
        {
            throw RpcErrors.AlreadyExists(collection.NameOf(value));
        }
    }

    /// <exception cref="Grpc.Core.RpcException">ABORTED: it was changed by someone else in between.</exception>
    public async Task<T> UpdateAsync(T value, string etag, CancellationToken cancellationToken)
    {
        try
        {
            return withHead(await store.WriteAsync(transaction => transaction.Put(collection, value, etag), cancellationToken));
        }
        catch (EtagMismatchException fault)
        {
            throw RpcErrors.Aborted("ETAG_MISMATCH", fault.Message);
        }
    }

    /// <summary>With its etag, or null.</summary>
    public async ValueTask<T?> FindAsync(string name, CancellationToken cancellationToken) =>
        await store.GetAsync(collection, name, cancellationToken) is { } document ? withHead(document) : null;

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public async Task<T> GetAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken) ?? throw RpcErrors.NotFound(name);

    /// <summary>A page.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: filter or page token cannot be used.</exception>
    public async Task<(IReadOnlyList<T> Values, string NextPageToken)> ListAsync(int pageSize, string pageToken, string filter, CancellationToken cancellationToken)
    {
        var page = await store.ListPageAsync(collection, new ListQuery(ListRequests.PageSize(pageSize), pageToken, filter), cancellationToken);
        return ([.. page.Documents.Select(withHead)], page.NextPageToken);
    }

    /// <summary>All of them.</summary>
    public async Task<List<T>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new List<T>();
        var token = "";
        do
        {
            var page = await store.ListAsync(collection, new ListQuery(PageSize, token), cancellationToken);
            all.AddRange(page.Documents.Select(withHead));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return all;
    }
}
