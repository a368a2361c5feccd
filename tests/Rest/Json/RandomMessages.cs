using System.Collections;
using FactoryTwin.Rest.Tests.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Rest.Tests.Json;

/// <summary>
/// Messages of every kind of field, with the values that are hard to get right more often than by chance. Left out is what the
/// peer does not read though it writes it: a repeated NullValue, and the largest float (its shortest text is larger as a double).
/// </summary>
internal sealed class RandomMessages(int seed)
{
    private const long MaxDuration = 315_576_000_000;
    private const long MinTime = -62_135_596_800;
    private const long MaxTime = 253_402_300_799;
    private readonly Random _random = new(seed);

    /// <summary>More than 0 within an Any: it is compared by its bytes, and the order of a map's entries is nobody's promise.</summary>
    private int _inAny;

    /// <summary>As a reader has it: a message set by reflection keeps marks of members of a oneof that were overwritten.</summary>
    public Kinds Next() => Kinds.Parser.ParseFrom(Fill(new Kinds(), 0).ToByteString());

    private IMessage Fill(IMessage message, int depth)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (_random.Next(depth == 0 ? 3 : 12) > 0 || field.Name == "nulls")
                continue;
            if (field.IsMap)
                FillMap((IDictionary)field.Accessor.GetValue(message), field.MessageType, depth);
            else if (field.IsRepeated)
                FillList((IList)field.Accessor.GetValue(message), field, depth);
            else if (Value(field, depth) is { } value)
                field.Accessor.SetValue(message, value);
        }
        return message;
    }

    private void FillMap(IDictionary map, MessageDescriptor entry, int depth)
    {
        for (var count = _random.Next(_inAny > 0 ? 2 : 4); count > 0; count--)
        {
            if (Value(entry.FindFieldByNumber(2), depth) is { } value)
                map[Value(entry.FindFieldByNumber(1), depth)!] = value;
        }
    }

    private void FillList(IList list, FieldDescriptor field, int depth)
    {
        for (var count = _random.Next(5); count > 0; count--)
        {
            if (Value(field, depth) is { } value)
                list.Add(value);
        }
    }

    private object? Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Double => Double(),
        FieldType.Float => Float(),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Pick(0, 1, -1, int.MinValue, int.MaxValue, (int)_random.NextInt64()),
        FieldType.UInt32 or FieldType.Fixed32 => Pick(0u, 1u, uint.MaxValue, (uint)_random.NextInt64()),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Pick(0L, -1L, long.MinValue, long.MaxValue, _random.NextInt64(), 1L << 53),
        FieldType.UInt64 or FieldType.Fixed64 => Pick(0UL, ulong.MaxValue, (ulong)_random.NextInt64(), 1UL << 63),
        FieldType.Bool => _random.Next(2) == 0,
        FieldType.String => Text(),
        FieldType.Bytes => Bytes(),
        FieldType.Enum => field.EnumType.Name == "NullValue" ? NullValue.NullValue : Pick(Shade.Unspecified, Shade.Dark, Shade.Light, (Shade)77),
        _ => Message(field.MessageType, depth),
    };

    private object? Message(MessageDescriptor type, int depth) => type.Name switch
    {
        "Timestamp" => Time(),
        "Duration" => Span(),
        "FieldMask" => new FieldMask { Paths = { Enumerable.Range(0, _random.Next(4)).Select(_ => Pick("a", "display_name", "a.b_c.d", "x1")) } },
        "Struct" => Struct(depth),
        "Value" => Value(depth),
        "ListValue" => ListValue(depth),
        "Any" => Any(depth),
        "Empty" => new Empty(),
        // Google.Protobuf holds wrappers by their bare value.
        "DoubleValue" => Double(),
        "FloatValue" => Float(),
        "Int64Value" => Pick(0L, long.MinValue, long.MaxValue),
        "UInt64Value" => Pick(0UL, ulong.MaxValue),
        "Int32Value" => Pick(0, int.MinValue, int.MaxValue),
        "UInt32Value" => Pick(0u, uint.MaxValue),
        "BoolValue" => _random.Next(2) == 0,
        "StringValue" => Text(),
        "BytesValue" => Bytes(),
        _ => depth < 4 ? Fill(new Kinds(), depth + 1) : null,
    };

    private Timestamp Time() => new()
    {
        Seconds = Pick(0, -1, MinTime, MaxTime, 1_700_000_000, _random.NextInt64(MinTime, MaxTime)),
        Nanos = Pick(0, 1, 999_999_999, 1_000_000, 1_000, 120_000_000, _random.Next(1_000_000_000)),
    };

    private Duration Span()
    {
        var seconds = Pick(0, 1, -1, MaxDuration, -MaxDuration, _random.NextInt64(-MaxDuration, MaxDuration));
        var nanos = Math.Abs(seconds) == MaxDuration ? 0 : Pick(0, 1, 999_999_999, 1_000_000, 1_000, 500_000_000);
        return new Duration { Seconds = seconds, Nanos = seconds < 0 || (seconds == 0 && _random.Next(2) == 0) ? -nanos : nanos };
    }

    private Struct Struct(int depth)
    {
        var result = new Struct();
        for (var count = _random.Next(_inAny > 0 ? 2 : 4); count > 0; count--)
            result.Fields[Text()] = Value(depth + 1);
        return result;
    }

    private ListValue ListValue(int depth) => new() { Values = { Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth + 1)) } };

    private Value Value(int depth) => _random.Next(depth < 6 ? 6 : 4) switch
    {
        0 => Google.Protobuf.WellKnownTypes.Value.ForNull(),
        1 => Google.Protobuf.WellKnownTypes.Value.ForNumber(Double() is var number && double.IsFinite(number) ? number : 0.1),
        2 => Google.Protobuf.WellKnownTypes.Value.ForString(Text()),
        3 => Google.Protobuf.WellKnownTypes.Value.ForBool(_random.Next(2) == 0),
        4 => new Value { StructValue = Struct(depth) },
        _ => new Value { ListValue = ListValue(depth) },
    };

    private Any? Any(int depth)
    {
        _inAny++;
        var any = Packed(depth);
        _inAny--;
        return any;
    }

    private Any? Packed(int depth) => _random.Next(8) switch
    {
        0 => Google.Protobuf.WellKnownTypes.Any.Pack(Time()),
        1 => Google.Protobuf.WellKnownTypes.Any.Pack(Span()),
        2 => Google.Protobuf.WellKnownTypes.Any.Pack(Struct(depth)),
        3 => Google.Protobuf.WellKnownTypes.Any.Pack(Value(depth)),
        4 => Google.Protobuf.WellKnownTypes.Any.Pack(new Int64Value { Value = long.MaxValue }),
        5 when depth < 3 && Any(depth + 1) is { } inner => Google.Protobuf.WellKnownTypes.Any.Pack(inner),
        6 => Google.Protobuf.WellKnownTypes.Any.Pack(new Empty()),
        _ => depth < 3 ? Google.Protobuf.WellKnownTypes.Any.Pack(Fill(new Kinds(), depth + 1)) : null,
    };

    private double Double() => Pick(
        0, -0.0, 1.5, BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000), double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon,
        1e21, 123456789.125, 0.1, BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue)) is var any && double.IsNaN(any) ? 2 : any);

    private float Float() => Pick(
        0, -0f, 1.5f, BitConverter.Int32BitsToSingle(0x7FC0_0000), float.PositiveInfinity, float.NegativeInfinity, 3.4028233e38f, -3.4028233e38f, float.Epsilon, 1.17549e-38f, 16777216f,
        0.1f, BitConverter.Int32BitsToSingle(_random.Next(int.MinValue, int.MaxValue)) is var any && float.IsNaN(any) ? 2 : any);

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(6)).Select(_ => Pick(
        "a", "Z", "\"", "\\", "/", "\0", "\n", "\u001f", "\u007f", "\u0080", "é", "泵", "😀", "\u2028", "\ufeff", "</script>", "&", "'", " ", "\ud7ff", "\uffff", "𝟘")));

    private ByteString Bytes()
    {
        var bytes = new byte[_random.Next(7)];
        _random.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private T Pick<T>(params T[] of) => of[_random.Next(of.Length)];
}
