using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Json;

/// <summary>Where the text of a value stood.</summary>
internal enum TextKind
{
    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A JSON string, without quotes and escapes.</summary>
    String,

    /// <summary>true or false.</summary>
    Literal,

    /// <summary>A key of a JSON object.</summary>
    Key,

    /// <summary>A path or query parameter: there everything is text.</summary>
    Parameter,
}

/// <summary>Turns the text of a single value into its encoding, without a tag.</summary>
internal static class ScalarText
{
    /// <summary>False where the text is not a value of the field; what was written then is of no use.</summary>
    public static bool TryWrite(FieldShape field, TextKind kind, ReadOnlySpan<byte> text, WireBuilder wire)
    {
        switch (field.Type)
        {
            case FieldType.Double:
                if (kind is TextKind.Literal || !TryDouble(text, kind, out var real))
                    return false;
                wire.Fixed64(BitConverter.DoubleToUInt64Bits(real));
                return true;
            case FieldType.Float:
                if (kind is TextKind.Literal || !TrySingle(text, kind, out var single))
                    return false;
                wire.Fixed32(BitConverter.SingleToUInt32Bits(single));
                return true;
            case FieldType.Bool:
                return kind is TextKind.Literal or TextKind.Key or TextKind.Parameter && TryBool(text, wire);
            case FieldType.Enum:
                return TryEnum(field.Enum!, kind, text, wire);
            case FieldType.String:
                if (kind is TextKind.Number or TextKind.Literal || !Utf8.IsValid(text))
                    return false;
                wire.Bytes(text);
                return true;
            case FieldType.Bytes:
                return kind is TextKind.String or TextKind.Parameter && TryBase64(text, wire);
            default:
                return kind != TextKind.Literal && TryInteger(field.Type, text, kind, wire);
        }
    }

    private static bool TryInteger(FieldType type, ReadOnlySpan<byte> text, TextKind kind, WireBuilder wire)
    {
        if ((kind != TextKind.Number && !NumberText.IsNumber(text)) || !NumberText.TryInteger(text, out var negative, out var size))
            return false;
        switch (type)
        {
            case FieldType.UInt32 or FieldType.UInt64 or FieldType.Fixed32 or FieldType.Fixed64:
                if (negative || (type is FieldType.UInt32 or FieldType.Fixed32 && size > uint.MaxValue))
                    return false;
                Write(type, size, wire);
                return true;
            default:
                var small = type is FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32;
                var limit = small ? int.MaxValue : (ulong)long.MaxValue;
                if (size > (negative ? limit + 1 : limit))
                    return false;
                Write(type, negative ? unchecked(0 - size) : size, wire);
                return true;
        }
    }

    /// <summary>Writes a whole number, two's complement where it is signed.</summary>
    private static void Write(FieldType type, ulong value, WireBuilder wire)
    {
        switch (type)
        {
            case FieldType.Fixed32 or FieldType.SFixed32:
                wire.Fixed32((uint)value);
                break;
            case FieldType.Fixed64 or FieldType.SFixed64:
                wire.Fixed64(value);
                break;
            case FieldType.SInt32 or FieldType.SInt64:
                wire.Varint((value << 1) ^ (ulong)((long)value >> 63));
                break;
            default:
                wire.Varint(value);
                break;
        }
    }

    private static bool TryDouble(ReadOnlySpan<byte> text, TextKind kind, out double value)
    {
        if (kind != TextKind.Number && NumberText.TryNotFinite(text, out value))
            return true;
        value = 0;
        return (kind == TextKind.Number || NumberText.IsNumber(text))
            && Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);
    }

    private static bool TrySingle(ReadOnlySpan<byte> text, TextKind kind, out float value)
    {
        if (kind != TextKind.Number && NumberText.TryNotFinite(text, out var special))
        {
            value = (float)special;
            return true;
        }
        value = 0;
        return (kind == TextKind.Number || NumberText.IsNumber(text))
            && Utf8Parser.TryParse(text, out value, out int used) && used == text.Length && float.IsFinite(value);
    }

    private static bool TryBool(ReadOnlySpan<byte> text, WireBuilder wire)
    {
        if (!text.SequenceEqual("true"u8) && !text.SequenceEqual("false"u8))
            return false;
        wire.Varint(text[0] == 't' ? 1u : 0u);
        return true;
    }

    /// <summary>A name, or a number: of an enum whose number has no name too, as proto3's enums are open.</summary>
    private static bool TryEnum(EnumShape shape, TextKind kind, ReadOnlySpan<byte> text, WireBuilder wire)
    {
        if (kind is TextKind.String or TextKind.Parameter && text.Length <= 256)
        {
            Span<char> name = stackalloc char[text.Length];
            if (shape.TryNumber(name[..Encoding.UTF8.GetChars(text, name)], out var number))
            {
                wire.Varint((ulong)number);
                return true;
            }
        }
        return kind is TextKind.Number or TextKind.Parameter && TryInteger(FieldType.Int32, text, kind, wire);
    }

    /// <summary>Either alphabet of RFC 4648, with padding or without.</summary>
    private static bool TryBase64(ReadOnlySpan<byte> text, WireBuilder wire)
    {
        var bare = text.TrimEnd((byte)'=');
        if (bare.Length % 4 == 1 || (bare.Length != text.Length && text.Length % 4 != 0) || text.Length - bare.Length > 2)
            return false;
        var size = (bare.Length + 3) / 4 * 4;
        var standard = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            for (var at = 0; at < bare.Length; at++)
            {
                var letter = bare[at];
                if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'+' or (byte)'/' or (byte)'-' or (byte)'_'))
                    return false;
                standard[at] = letter switch { (byte)'-' => (byte)'+', (byte)'_' => (byte)'/', _ => letter };
            }
            standard.AsSpan(bare.Length, size - bare.Length).Fill((byte)'=');
            var start = wire.Begin();
            var done = Base64.DecodeFromUtf8(standard.AsSpan(0, size), wire.Room(size), out _, out var written) == OperationStatus.Done;
            wire.Advance(written);
            wire.End(start);
            return done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(standard);
        }
    }
}
