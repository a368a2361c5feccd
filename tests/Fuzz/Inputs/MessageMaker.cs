using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Fuzz.Inputs;

/// <summary>Makes messages that are sound on the wire and hostile in what they say, from their descriptor alone.</summary>
internal static class MessageMaker
{
    private const int Deepest = 3;

    /// <param name="random">Chance.</param>
    /// <param name="type">What to make.</param>
    /// <param name="wellFormed">True to keep well-known types within their ranges, so that they have a JSON form.</param>
    public static IMessage Make(Random random, MessageDescriptor type, bool wellFormed = false) => Make(random, type, wellFormed, 0);

    private static IMessage Make(Random random, MessageDescriptor type, bool wellFormed, int depth)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        if (type.File.Package == "google.protobuf" && WellKnown(random, message, wellFormed, depth))
            return message;
        var density = random.Next(10, 90);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (random.Percent(density) && (depth < Deepest || field.FieldType != FieldType.Message))
                Set(random, message, field, wellFormed, depth);
        }
        return message;
    }

    private static void Set(Random random, IMessage message, FieldDescriptor field, bool wellFormed, int depth)
    {
        var value = field.Accessor.GetValue(message);
        if (field.IsMap)
        {
            var (key, item) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
            for (var count = random.Next(3); count > 0; count--)
                ((IDictionary)value)[One(random, key, wellFormed, depth)] = One(random, item, wellFormed, depth);
        }
        else if (field.IsRepeated)
        {
            for (var count = random.Next(random.Percent(5) ? 100 : 3); count > 0; count--)
                ((IList)value).Add(One(random, field, wellFormed, depth + (count > 4 ? Deepest : 0)));
        }
        else
        {
            field.Accessor.SetValue(message, One(random, field, wellFormed, depth));
        }
    }

    private static object One(Random random, FieldDescriptor field, bool wellFormed, int depth) => field.FieldType switch
    {
        FieldType.Double => HostileText.Real(random),
        FieldType.Float => (float)HostileText.Real(random),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => HostileText.Small(random),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => HostileText.Whole(random),
        FieldType.UInt32 or FieldType.Fixed32 => unchecked((uint)HostileText.Whole(random)),
        FieldType.UInt64 or FieldType.Fixed64 => unchecked((ulong)HostileText.Whole(random)),
        FieldType.Bool => random.Percent(50),
        FieldType.String => field.Name is "name" or "parent" or "source" or "point" or "price_series" && random.Percent(70) ? random.Of(HostileText.Names) : HostileText.Text(random),
        FieldType.Bytes => ByteString.CopyFrom(random.Bytes(random.Next(40))),
        FieldType.Enum => random.Percent(80) ? random.Of(field.EnumType.Values.ToArray()).Number : HostileText.Small(random),
        // Generated code holds what is wrapped, not the wrapper.
        _ when IsWrapper(field.MessageType) => One(random, field.MessageType.FindFieldByNumber(1), wellFormed, depth),
        _ => Make(random, field.MessageType, wellFormed, depth + 1),
    };

    private static bool IsWrapper(MessageDescriptor type) => type.File.Name == "google/protobuf/wrappers.proto";

    /// <summary>False where the type is filled like any other.</summary>
    private static bool WellKnown(Random random, IMessage message, bool wellFormed, int depth)
    {
        switch (message)
        {
            case Google.Protobuf.WellKnownTypes.Timestamp time:
                time.Seconds = wellFormed || random.Percent(60) ? random.NextInt64(1_760_000_000, 1_800_000_000) : HostileText.Whole(random);
                time.Nanos = wellFormed ? random.Next(1_000_000_000) : HostileText.Small(random);
                return true;
            case Google.Protobuf.WellKnownTypes.Duration span:
                span.Seconds = wellFormed || random.Percent(60) ? random.Next(100_000) : HostileText.Whole(random);
                span.Nanos = wellFormed ? 0 : HostileText.Small(random);
                return true;
            case Google.Protobuf.WellKnownTypes.FieldMask mask:
                for (var count = random.Next(4); count > 0; count--)
                    mask.Paths.Add(wellFormed ? random.Of(["display_name", "owner", "name", "a.b", "etag"]) : HostileText.Text(random));
                return true;
            case Google.Protobuf.WellKnownTypes.Any any:
                (any.TypeUrl, any.Value) = wellFormed
                    ? ("type.googleapis.com/google.protobuf.StringValue", new Google.Protobuf.WellKnownTypes.StringValue { Value = "x" }.ToByteString())
                    : (HostileText.Text(random), ByteString.CopyFrom(random.Bytes(random.Next(20))));
                return true;
            case Google.Protobuf.WellKnownTypes.Value value when wellFormed || depth >= Deepest:
                value.StringValue = HostileText.Text(random);
                return true;
            default:
                return false;
        }
    }
}
