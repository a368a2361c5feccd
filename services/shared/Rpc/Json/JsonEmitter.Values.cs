using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Json;

/// <summary>Single values and the keys of maps.</summary>
internal sealed partial class JsonEmitter
{
    /// <summary>The value at the cursor, of a field that is a number, a bool or an enum.</summary>
    private void Number(FieldShape field, ref WireCursor cursor)
    {
        switch (field.Type)
        {
            case FieldType.Double:
                Double(BitConverter.UInt64BitsToDouble(cursor.Fixed64()));
                break;
            case FieldType.Float:
                Float(BitConverter.UInt32BitsToSingle(cursor.Fixed32()));
                break;
            case FieldType.Int32:
                json.WriteNumberValue((int)cursor.Varint());
                break;
            case FieldType.SInt32:
                json.WriteNumberValue(ZigZag((uint)cursor.Varint()));
                break;
            case FieldType.SFixed32:
                json.WriteNumberValue((int)cursor.Fixed32());
                break;
            case FieldType.UInt32:
                json.WriteNumberValue((uint)cursor.Varint());
                break;
            case FieldType.Fixed32:
                json.WriteNumberValue(cursor.Fixed32());
                break;
            case FieldType.Int64:
                Signed((long)cursor.Varint());
                break;
            case FieldType.SInt64:
                Signed(ZigZag(cursor.Varint()));
                break;
            case FieldType.SFixed64:
                Signed((long)cursor.Fixed64());
                break;
            case FieldType.UInt64:
                Unsigned(cursor.Varint());
                break;
            case FieldType.Fixed64:
                Unsigned(cursor.Fixed64());
                break;
            case FieldType.Bool:
                json.WriteBooleanValue(cursor.Varint() != 0);
                break;
            case FieldType.Enum:
                Enum(field.Enum!, (int)cursor.Varint());
                break;
            default:
                throw new InvalidDataException($"{field.Descriptor.FullName}: {field.Type} has no JSON form.");
        }
    }

    private void Bytes(FieldShape field, ReadOnlySpan<byte> content)
    {
        if (field.Type == FieldType.Message)
            Message(field.Message, content);
        else if (field.Type == FieldType.Bytes)
            json.WriteBase64StringValue(content);
        else
            json.WriteStringValue(content);
    }

    private void Default(FieldShape field)
    {
        switch (field.Type)
        {
            case FieldType.Message or FieldType.Group:
                json.WriteNullValue();
                break;
            case FieldType.String or FieldType.Bytes:
                json.WriteStringValue(""u8);
                break;
            case FieldType.Int64 or FieldType.UInt64 or FieldType.SInt64 or FieldType.Fixed64 or FieldType.SFixed64:
                json.WriteStringValue("0"u8);
                break;
            case FieldType.Bool:
                json.WriteBooleanValue(false);
                break;
            case FieldType.Enum:
                Enum(field.Enum!, 0);
                break;
            default:
                json.WriteNumberValue(0);
                break;
        }
    }

    private void Key(FieldShape key, ReadOnlySpan<byte> entry, Chain chain)
    {
        if (key.Type == FieldType.String)
            json.WritePropertyName(chain.First == 0 ? [] : entry.Slice(_index[chain.Last].Start, _index[chain.Last].Length));
        else
            json.WritePropertyName(KeyText(key, entry, chain));
    }

    private string KeyText(FieldShape key, ReadOnlySpan<byte> entry, Chain chain)
    {
        if (chain.First == 0)
            return key.Type switch { FieldType.String => "", FieldType.Bool => "false", _ => "0" };
        var at = _index[chain.Last];
        if (key.Type == FieldType.String)
            return Encoding.UTF8.GetString(entry.Slice(at.Start, at.Length));
        var cursor = new WireCursor(entry, at.Start);
        return key.Type switch
        {
            FieldType.Bool => cursor.Varint() != 0 ? "true" : "false",
            FieldType.Int32 => $"{(int)cursor.Varint()}",
            FieldType.SInt32 => $"{ZigZag((uint)cursor.Varint())}",
            FieldType.SFixed32 => $"{(int)cursor.Fixed32()}",
            FieldType.UInt32 => $"{(uint)cursor.Varint()}",
            FieldType.Fixed32 => $"{cursor.Fixed32()}",
            FieldType.Int64 => $"{(long)cursor.Varint()}",
            FieldType.SInt64 => $"{ZigZag(cursor.Varint())}",
            FieldType.SFixed64 => $"{(long)cursor.Fixed64()}",
            FieldType.Fixed64 => $"{cursor.Fixed64()}",
            _ => $"{cursor.Varint()}",
        };
    }

    private void Double(double value)
    {
        if (value == 0 && double.IsNegative(value))
            json.WriteRawValue(NegativeZero, skipInputValidation: true);
        else if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(NotFinite(value));
    }

    private void Float(float value)
    {
        if (value == 0 && float.IsNegative(value))
            json.WriteRawValue(NegativeZero, skipInputValidation: true);
        else if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(NotFinite(value));
    }

    /// <summary>With its fraction: some readers take "-0" for the whole number, which has no sign.</summary>
    private static ReadOnlySpan<byte> NegativeZero => "-0.0"u8;

    private static ReadOnlySpan<byte> NotFinite(double value) => double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;

    private void Signed(long value)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, text, out var length);
        json.WriteStringValue(text[..length]);
    }

    private void Unsigned(ulong value)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, text, out var length);
        json.WriteStringValue(text[..length]);
    }

    /// <summary>The name; the number where the enum has none for it.</summary>
    private void Enum(EnumShape shape, int number)
    {
        if (shape.IsNull)
            json.WriteNullValue();
        else if (shape.TryName(number, out var name))
            json.WriteStringValue(name);
        else
            json.WriteNumberValue(number);
    }

    private static int ZigZag(uint value) => (int)(value >> 1) ^ -(int)(value & 1);

    private static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
