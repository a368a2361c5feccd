using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using Google.Protobuf;

namespace FactoryTwin.Services.Ingestion;

/// <summary>List requests as the contracts put them.</summary>
internal static class Queries
{
    private const int DefaultPage = 50;
    private const int LargestPage = 1_000;

    /// <summary>0 means 50; more than 1,000 is cut to 1,000 (AIP-158).</summary>
    public static int PageSize(int asked) => asked switch
    {
        < 0 => throw RpcErrors.InvalidArgument(("page_size", "must not be negative")),
        0 => DefaultPage,
        _ => Math.Min(asked, LargestPage),
    };

    public static async ValueTask<Page<T>> ListAsync<T>(IStore store, Collection<T> collection, ListQuery query, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return await store.ListAsync(collection, query, cancellationToken);
        }
        catch (InvalidQueryException e)
        {
            throw RpcErrors.InvalidArgument((e.Field, e.Description));
        }
    }
}
