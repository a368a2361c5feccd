namespace FactoryTwin.Rpc.Json;

/// <summary>One value of a field within the bytes of its message; <paramref name="Next"/> is the place after the next one's, 0 at the end.</summary>
internal record struct Occurrence(int Start, int Length, WireKind Kind, int Next);

/// <summary>The values of one field, first and last, as places after theirs in the index; 0 where there is none.</summary>
internal record struct Chain(int First, int Last);

/// <summary>
/// Where the values of each field are: the encoding lets them stand in any order, repeated fields in pieces, and the last of
/// several wins.
/// </summary>
internal sealed class WireIndex
{
    private Occurrence[] _items = new Occurrence[64];

    public int Count { get; private set; }

    public Occurrence this[int placeAfter] => _items[placeAfter - 1];

    /// <summary>Fills <paramref name="chains"/>, one for each field of the shape.</summary>
    public void Scan(MessageShape shape, ReadOnlySpan<byte> wire, Span<Chain> chains)
    {
        var cursor = new WireCursor(wire);
        while (!cursor.AtEnd)
        {
            var (number, kind) = cursor.Tag();
            var (start, length) = cursor.Skip(kind, number);
            // What is of another wire type than declared counts as unknown.
            if (shape.ByNumber(number) is not { } field || (kind != field.Wire && !(field.IsPackable && kind == WireKind.Bytes)))
                continue;
            if (field.Oneof >= 0)
                ForgetOthers(shape, field, chains);
            Add(ref chains[field.Index], new Occurrence(start, length, kind, 0));
        }
    }

    public void Truncate(int count) => Count = count;

    /// <summary>Gives a large index back to the collector.</summary>
    public void Clear()
    {
        Count = 0;
        if (_items.Length > 4096)
            _items = new Occurrence[64];
    }

    private void Add(ref Chain chain, Occurrence item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        _items[Count++] = item;
        if (chain.Last > 0)
            _items[chain.Last - 1].Next = Count;
        chain = new Chain(chain.First > 0 ? chain.First : Count, Count);
    }

    private static void ForgetOthers(MessageShape shape, FieldShape field, Span<Chain> chains)
    {
        foreach (var number in field.OneofFields)
        {
            if (number != field.Number)
                chains[shape.ByNumber(number)!.Index] = default;
        }
    }
}
