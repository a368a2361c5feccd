using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using Google.Protobuf;

namespace FactoryTwin.Services.TwinState;

/// <summary>Page sizes and list errors in AIP-158 and AIP-160 terms.</summary>
internal static class Paging
{
    private const int DefaultSize = 50;
    private const int MaxSize = 1000;

    /// <summary>Lists a page; what cannot be used is refused by field.</summary>
    public static async Task<Page<T>> ListAsync<T>(
        IStore store, Collection<T> collection, int pageSize, string pageToken, string filter, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
    {
        var size = Size(pageSize, DefaultSize, MaxSize);
        try
        {
            return await store.ListAsync(collection, new ListQuery(size, pageToken, filter), cancellationToken);
        }
        catch (InvalidQueryException fault)
        {
            throw RpcErrors.InvalidArgument((fault.Field, fault.Description));
        }
    }

    /// <summary>AIP-158: 0 means the default, more than the most is cut to it, a negative size is refused.</summary>
    public static int Size(int asked, int standard, int most) => asked switch
    {
        < 0 => throw RpcErrors.InvalidArgument(("page_size", "must not be negative")),
        0 => standard,
        _ => Math.Min(asked, most),
    };
}
