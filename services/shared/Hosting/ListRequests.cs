using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Queries;
using Google.Protobuf;

namespace FactoryTwin.Hosting;

/// <summary>List requests as the contracts put them (AIP-158, AIP-160), told to a store.</summary>
public static class ListRequests
{
    /// <summary>0 means the default, more than the most is cut to it.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, "page_size": it is negative.</exception>
    public static int PageSize(int asked, int standard = 50, int most = 1000) => asked switch
    {
        < 0 => throw RpcErrors.InvalidArgument(("page_size", "must not be negative")),
        0 => standard,
        _ => Math.Min(asked, most),
    };

    /// <summary>Lists a page.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: filter, order or page token cannot be used; names the field and says why.</exception>
    public static async Task<Page<T>> ListPageAsync<T>(this IStore store, Collection<T> collection, ListQuery query, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return await store.ListAsync(collection, query, cancellationToken);
        }
        catch (InvalidQueryException fault)
        {
            throw RpcErrors.InvalidArgument((fault.Field, fault.Description));
        }
    }

    /// <summary>Lists a page of what is in memory.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, as above.</exception>
    public static (IReadOnlyList<T> Items, string NextPageToken) ListPage<T>(this MemoryList<T> list, IEnumerable<T> items, ListQuery query)
    {
        try
        {
            return list.Page(items, query);
        }
        catch (InvalidQueryException fault)
        {
            throw RpcErrors.InvalidArgument((fault.Field, fault.Description));
        }
    }
}
