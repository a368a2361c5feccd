using System.Buffers;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Json;

/// <summary>
/// Writes encoded messages as JSON, by the descriptor alone. Fields without presence are written even where they have their
/// default value, empty lists and maps too, so that a reader always finds them; a message, a field of a oneof or an "optional" one that
/// is not set is left out.
/// </summary>
internal sealed partial class JsonEmitter(JsonTypes types, Utf8JsonWriter json)
{
    private const int MaxDepth = 100;
    private readonly WireIndex _index = new();
    private int _depth;

    public Utf8JsonWriter Json => json;

    public JsonTypes Types => types;

    public void Reset(IBufferWriter<byte> output)
    {
        json.Reset(output);
        _index.Clear();
        _depth = 0;
    }

    /// <summary>A message in the form that its type has.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message, or hold what has no JSON form.</exception>
    public void Message(MessageShape shape, ReadOnlySpan<byte> wire)
    {
        if (++_depth > MaxDepth)
            throw new InvalidDataException($"The message is nested deeper than {MaxDepth} levels.");
        if (shape.Form == MessageForm.Plain)
        {
            json.WriteStartObject();
            Properties(shape, wire);
            json.WriteEndObject();
        }
        else
        {
            WellKnown(shape, wire);
        }
        _depth--;
    }

    /// <summary>One field of a message, as the value that stands for it; what is not set is its default, a message null.</summary>
    public void OnlyField(MessageShape shape, FieldShape field, ReadOnlySpan<byte> wire)
    {
        var chains = new Chain[shape.Fields.Length];
        _index.Scan(shape, wire, chains);
        FieldValue(field, wire, chains[field.Index]);
    }

    private void Properties(MessageShape shape, ReadOnlySpan<byte> wire)
    {
        var fields = shape.Fields;
        var chains = fields.Length <= 48 ? stackalloc Chain[fields.Length] : new Chain[fields.Length];
        chains.Clear();
        var mark = _index.Count;
        _index.Scan(shape, wire, chains);
        for (var index = 0; index < fields.Length; index++)
        {
            var field = fields[index];
            if (chains[index].First == 0 && field.HasPresence && !field.IsList && !field.IsMap)
                continue;
            json.WritePropertyName(field.Encoded);
            FieldValue(field, wire, chains[index]);
        }
        _index.Truncate(mark);
    }

    private void FieldValue(FieldShape field, ReadOnlySpan<byte> wire, Chain chain)
    {
        if (field.IsMap)
            Map(field, wire, chain);
        else if (field.IsList)
            List(field, wire, chain);
        else if (chain.First == 0)
            Default(field);
        else if (field.IsMessage && chain.First != chain.Last)
            Message(field.Message, Merged(wire, chain));
        else
            Value(field, wire, _index[chain.Last]);
    }

    private void Value(FieldShape field, ReadOnlySpan<byte> wire, Occurrence at)
    {
        if (field.Wire == WireKind.Bytes)
        {
            Bytes(field, wire.Slice(at.Start, at.Length));
            return;
        }
        var cursor = new WireCursor(wire, at.Start);
        Number(field, ref cursor);
    }

    private void List(FieldShape field, ReadOnlySpan<byte> wire, Chain chain)
    {
        json.WriteStartArray();
        for (var place = chain.First; place > 0; place = _index[place].Next)
        {
            var at = _index[place];
            if (!field.IsPackable || at.Kind != WireKind.Bytes)
            {
                Value(field, wire, at);
                continue;
            }
            var packed = new WireCursor(wire.Slice(at.Start, at.Length));
            while (!packed.AtEnd)
                Number(field, ref packed);
        }
        json.WriteEndArray();
    }

    private void Map(FieldShape field, ReadOnlySpan<byte> wire, Chain chain)
    {
        json.WriteStartObject();
        Span<Chain> parts = stackalloc Chain[2];
        // What may be repeated by another writer is rare: the last of several entries of one key counts.
        var last = chain.First != chain.Last ? LastEntries(field, wire, chain) : null;
        for (var place = chain.First; place > 0; place = _index[place].Next)
        {
            var at = _index[place];
            if (last is not null && !last.Contains(place))
                continue;
            var entry = wire.Slice(at.Start, at.Length);
            parts.Clear();
            var mark = _index.Count;
            _index.Scan(field.Message, entry, parts);
            Key(field.MapKey, entry, parts[0]);
            if (parts[1].First == 0 && field.MapValue.IsMessage)
                Message(field.MapValue.Message, []);
            else
                FieldValue(field.MapValue, entry, parts[1]);
            _index.Truncate(mark);
        }
        json.WriteEndObject();
    }

    /// <summary>The places of the entries that count; null where no key stands twice.</summary>
    private HashSet<int>? LastEntries(FieldShape field, ReadOnlySpan<byte> wire, Chain chain)
    {
        Dictionary<string, int> byKey = new(StringComparer.Ordinal);
        Span<Chain> parts = stackalloc Chain[2];
        var count = 0;
        for (var place = chain.First; place > 0; place = _index[place].Next, count++)
        {
            var at = _index[place];
            var entry = wire.Slice(at.Start, at.Length);
            parts.Clear();
            var mark = _index.Count;
            _index.Scan(field.Message, entry, parts);
            byKey[KeyText(field.MapKey, entry, parts[0])] = place;
            _index.Truncate(mark);
        }
        return byKey.Count == count ? null : [.. byKey.Values];
    }

    /// <summary>A message that came in several pieces is that which its pieces make together.</summary>
    private byte[] Merged(ReadOnlySpan<byte> wire, Chain chain)
    {
        using var merged = new MemoryStream();
        for (var place = chain.First; place > 0; place = _index[place].Next)
            merged.Write(wire.Slice(_index[place].Start, _index[place].Length));
        return merged.ToArray();
    }
}
