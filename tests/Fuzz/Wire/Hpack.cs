using System.Text;

namespace FactoryTwin.Fuzz.Wire;

/// <summary>HPACK (RFC 7541) without dynamic table and without Huffman code: what we write, and what a server writes whose table we set to zero.</summary>
internal static class Hpack
{
    /// <summary>The names of the static table from index 1 on; the values where they matter.</summary>
    private static readonly (string Name, string Value)[] Static =
    [
        (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"), (":scheme", "http"), (":scheme", "https"),
        (":status", "200"), (":status", "204"), (":status", "206"), (":status", "304"), (":status", "400"), (":status", "404"), (":status", "500"),
        ("accept-charset", ""), ("accept-encoding", "gzip, deflate"), ("accept-language", ""), ("accept-ranges", ""), ("accept", ""),
        ("access-control-allow-origin", ""), ("age", ""), ("allow", ""), ("authorization", ""), ("cache-control", ""), ("content-disposition", ""),
        ("content-encoding", ""), ("content-language", ""), ("content-length", ""), ("content-location", ""), ("content-range", ""), ("content-type", ""),
        ("cookie", ""), ("date", ""), ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""), ("if-match", ""), ("if-modified-since", ""),
        ("if-none-match", ""), ("if-range", ""), ("if-unmodified-since", ""), ("last-modified", ""), ("link", ""), ("location", ""), ("max-forwards", ""),
        ("proxy-authenticate", ""), ("proxy-authorization", ""), ("range", ""), ("referer", ""), ("refresh", ""), ("retry-after", ""), ("server", ""),
        ("set-cookie", ""), ("strict-transport-security", ""), ("transfer-encoding", ""), ("user-agent", ""), ("vary", ""), ("via", ""), ("www-authenticate", ""),
    ];

    /// <summary>Literals without indexing, byte for byte as given: what is in the strings may be anything below U+0100.</summary>
    public static byte[] Encode(IEnumerable<(string Name, string Value)> headers)
    {
        List<byte> block = [];
        foreach (var (name, value) in headers)
        {
            block.Add(0);
            Text(block, name);
            Text(block, value);
        }
        return [.. block];
    }

    /// <summary>An integer with a prefix of so many bits (§5.1); <paramref name="first"/> holds the bits above it.</summary>
    public static void Integer(List<byte> block, byte first, int bits, long value)
    {
        var most = (1 << bits) - 1;
        if (value < most)
        {
            block.Add((byte)(first | (byte)value));
            return;
        }
        block.Add((byte)(first | most));
        for (value -= most; value >= 128; value >>= 7)
            block.Add((byte)(value | 0x80));
        block.Add((byte)value);
    }

    /// <exception cref="FormatException">It needs a dynamic table, or is no HPACK.</exception>
    public static List<(string Name, string Value)> Decode(ReadOnlySpan<byte> block)
    {
        List<(string, string)> headers = [];
        var at = 0;
        while (at < block.Length)
        {
            var first = block[at];
            if ((first & 0x80) != 0)
                headers.Add(Entry(Integer(block, ref at, 7)));
            else if ((first & 0xe0) == 0x20)
                Integer(block, ref at, 5);
            else
            {
                var index = Integer(block, ref at, (first & 0x40) != 0 ? 6 : 4);
                var name = index == 0 ? Text(block, ref at) : Entry(index).Name;
                headers.Add((name, Text(block, ref at)));
            }
        }
        return headers;
    }

    private static void Text(List<byte> block, string text)
    {
        Integer(block, 0, 7, text.Length);
        block.AddRange(Encoding.Latin1.GetBytes(text));
    }

    private static string Text(ReadOnlySpan<byte> block, ref int at)
    {
        var huffman = at < block.Length && (block[at] & 0x80) != 0;
        var length = Integer(block, ref at, 7);
        if (huffman || length > block.Length - at)
            throw new FormatException("A text of a header block cannot be read.");
        var text = Encoding.Latin1.GetString(block.Slice(at, length));
        at += length;
        return text;
    }

    private static int Integer(ReadOnlySpan<byte> block, ref int at, int bits)
    {
        if (at >= block.Length)
            throw new FormatException("A header block ends early.");
        var most = (1 << bits) - 1;
        var value = block[at++] & most;
        if (value < most)
            return value;
        for (var shift = 0; shift < 28 && at < block.Length; shift += 7)
        {
            var next = block[at++];
            value += (next & 0x7f) << shift;
            if ((next & 0x80) == 0)
                return value;
        }
        throw new FormatException("An integer of a header block does not end.");
    }

    private static (string Name, string Value) Entry(int index) =>
        index >= 1 && index <= Static.Length ? Static[index - 1] : throw new FormatException($"Index {index} is not in the static table.");
}
