using System.Text;

namespace FactoryTwin.Rpc.Json;

/// <summary>The messages that have a form of their own.</summary>
internal sealed partial class JsonEmitter
{
    private void WellKnown(MessageShape shape, ReadOnlySpan<byte> wire)
    {
        switch (shape.Form)
        {
            case MessageForm.Timestamp:
            case MessageForm.Duration:
                Time(shape.Form, wire);
                break;
            case MessageForm.Any:
                Any(wire);
                break;
            case MessageForm.FieldMask:
                Mask(wire);
                break;
            case MessageForm.Value:
                AnyValue(shape, wire);
                break;
            default:
                // Struct, ListValue and the wrappers: what stands for the message is its one field.
                var chains = new Chain[1];
                var mark = _index.Count;
                _index.Scan(shape, wire, chains);
                FieldValue(shape.Fields[0], wire, chains[0]);
                _index.Truncate(mark);
                break;
        }
    }

    private void Time(MessageForm form, ReadOnlySpan<byte> wire)
    {
        long seconds = 0, nanos = 0;
        var cursor = new WireCursor(wire);
        while (!cursor.AtEnd)
        {
            var (number, kind) = cursor.Tag();
            if (kind == WireKind.Varint && number == 1)
                seconds = (long)cursor.Varint();
            else if (kind == WireKind.Varint && number == 2)
                nanos = (int)cursor.Varint();
            else
                cursor.Skip(kind, number);
        }
        Span<byte> room = stackalloc byte[TimeText.MaxLength];
        json.WriteStringValue(form == MessageForm.Timestamp ? TimeText.Timestamp(seconds, nanos, room) : TimeText.Duration(seconds, nanos, room));
    }

    private void Mask(ReadOnlySpan<byte> wire)
    {
        var text = new StringBuilder();
        var cursor = new WireCursor(wire);
        for (var first = true; !cursor.AtEnd;)
        {
            var (number, kind) = cursor.Tag();
            if (number != 1 || kind != WireKind.Bytes)
            {
                cursor.Skip(kind, number);
                continue;
            }
            if (!first)
                text.Append(',');
            first = false;
            MaskText.ToJson(Encoding.UTF8.GetString(cursor.Bytes()), text);
        }
        json.WriteStringValue(text.ToString());
    }

    private void AnyValue(MessageShape shape, ReadOnlySpan<byte> wire)
    {
        var chains = new Chain[shape.Fields.Length];
        var mark = _index.Count;
        _index.Scan(shape, wire, chains);
        var set = shape.Fields.FirstOrDefault(field => chains[field.Index].First > 0);
        if (set is null)
            json.WriteNullValue();
        else if (set.Number == 2 && !double.IsFinite(BitConverter.UInt64BitsToDouble(new WireCursor(wire, _index[chains[set.Index].Last].Start).Fixed64())))
            throw new InvalidDataException("A google.protobuf.Value holds no NaN and nothing infinite.");
        else
            FieldValue(set, wire, chains[set.Index]);
        _index.Truncate(mark);
    }

    private void Any(ReadOnlySpan<byte> wire)
    {
        string url = "";
        ReadOnlySpan<byte> content = [];
        var cursor = new WireCursor(wire);
        while (!cursor.AtEnd)
        {
            var (number, kind) = cursor.Tag();
            if (kind == WireKind.Bytes && number == 1)
                url = Encoding.UTF8.GetString(cursor.Bytes());
            else if (kind == WireKind.Bytes && number == 2)
                content = cursor.Bytes();
            else
                cursor.Skip(kind, number);
        }
        json.WriteStartObject();
        if (url.Length > 0 || !content.IsEmpty)
        {
            var inner = types.Find(url) ?? throw new InvalidDataException($"A google.protobuf.Any holds '{url}', which is not known here.");
            json.WriteString("@type"u8, url);
            if (inner.Form == MessageForm.Plain)
            {
                Properties(inner, content);
            }
            else
            {
                json.WritePropertyName("value"u8);
                Message(inner, content);
            }
        }
        json.WriteEndObject();
    }
}
