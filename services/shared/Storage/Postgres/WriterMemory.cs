namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// What the writer knows of rows that it has read or written: it holds over commits while no other process writes, and goes as a whole
/// where a work is undone or it gets large.
/// </summary>
internal sealed class WriterMemory
{
    private const int MostBytes = 16 << 20;
    private const int EntryBytes = 256;
    private readonly Dictionary<(string Table, string Key), object?> known = [];
    private long bytes;

    /// <summary>What is known of a row; null: that it is not there.</summary>
    public bool TryGet(string table, string key, out object? row) => known.TryGetValue((table, key), out row);

    /// <summary>Keeps a row, of which <paramref name="size"/> says how many bytes are held.</summary>
    public void Set(string table, string key, object? row, int size = 0)
    {
        if (bytes > MostBytes)
            Clear();
        known[(table, key)] = row;
        bytes += EntryBytes + size;
    }

    public void Clear()
    {
        known.Clear();
        bytes = 0;
    }
}
