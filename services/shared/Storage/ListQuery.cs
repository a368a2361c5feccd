namespace FactoryTwin.Storage;

/// <summary>A list request in AIP terms. Empty order: by name. Limits are the caller's to check.</summary>
public sealed record ListQuery(int PageSize, string PageToken = "", string Filter = "", string OrderBy = "")
{
    /// <summary>Only documents whose name starts so, for example "machines/furnace/orders/".</summary>
    public string NamePrefix { get; init; } = "";
}

/// <summary>A page of documents; the token is empty on the last page.</summary>
public sealed record Page<T>(IReadOnlyList<Document<T>> Documents, string NextPageToken);

/// <summary>A filter, order or page token that cannot be used.</summary>
public sealed class InvalidQueryException(string field, string description) : Exception($"{field}: {description}")
{
    /// <summary>The request's field: "filter", "order_by" or "page_token".</summary>
    public string Field { get; } = field;

    /// <summary>What is wrong with it and what would be right.</summary>
    public string Description { get; } = description;
}
