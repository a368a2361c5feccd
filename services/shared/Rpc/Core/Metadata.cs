using System.Collections;

namespace Grpc.Core;

/// <summary>Headers or trailers of a call, in order; a key may come more than once. Keys are lower case.</summary>
public sealed partial class Metadata : IList<Metadata.Entry>
{
    /// <summary>Keys that end so carry bytes (base64 on the wire), all others printable ASCII.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    public static readonly Metadata Empty = new Metadata().Freeze();

    private readonly List<Entry> _entries;
    private bool _readOnly;

    public Metadata()
    {
        _entries = [];
    }

    public int Count => _entries.Count;

    public bool IsReadOnly => _readOnly;

    public Entry this[int index]
    {
        get => _entries[index];
        set
        {
            CheckWritable(value);
            _entries[index] = value;
        }
    }

    /// <summary>The last entry of a key, or null.</summary>
    public Entry? Get(string key)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_entries[i].Key, key, StringComparison.OrdinalIgnoreCase)) return _entries[i];
        }
        return null;
    }

    public string? GetValue(string key) => Get(key)?.Value;

    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    public IEnumerable<Entry> GetAll(string key) =>
        _entries.Where(entry => string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase));

    public void Add(Entry item)
    {
        CheckWritable(item);
        _entries.Add(item);
    }

    public void Add(string key, string value) => Add(new Entry(key, value));

    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    public void Insert(int index, Entry item)
    {
        CheckWritable(item);
        _entries.Insert(index, item);
    }

    public bool Remove(Entry item)
    {
        CheckWritable(item);
        return _entries.Remove(item);
    }

    public void RemoveAt(int index)
    {
        CheckWritable();
        _entries.RemoveAt(index);
    }

    public void Clear()
    {
        CheckWritable();
        _entries.Clear();
    }

    public int IndexOf(Entry item) => _entries.IndexOf(item);

    public bool Contains(Entry item) => _entries.Contains(item);

    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal Metadata Freeze()
    {
        _readOnly = true;
        return this;
    }

    private void CheckWritable(Entry? item = null, [System.Runtime.CompilerServices.CallerMemberName] string caller = "")
    {
        if (_readOnly) throw new InvalidOperationException("This metadata is read-only.");
        if (item is null && caller is nameof(Add) or nameof(Insert) or "Item") ArgumentNullException.ThrowIfNull(item);
    }
}
