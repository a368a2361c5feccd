using System.Data.Common;

namespace FactoryTwin.Storage;

/// <summary>The store cannot be opened; the message names it, the reason and the next step.</summary>
public sealed class StoreOpenException(string path, string reason, Exception? inner = null)
    : Exception($"The store '{path}' cannot be opened: {reason}", inner)
{
    /// <summary>The database file, or the server and schema.</summary>
    public string Path { get; } = path;
}

/// <summary>The store's database cannot be reached now. Passes by itself; nothing of the call is stored unless the message says that this is unknown.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : DbException(message, inner)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
