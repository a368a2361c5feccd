using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Fuzz.Inputs;

/// <summary>Damages the bytes of a message knowing what they are: tags, lengths, varints, groups.</summary>
internal static class ProtobufDamage
{
    private const int Deep = 5000;

    /// <summary>What was done, and the bytes.</summary>
    public static (string What, byte[] Bytes) Of(Random random, IMessage message)
    {
        var sound = message.ToByteArray();
        var type = message.Descriptor;
        return random.Next(14) switch
        {
            0 => ("truncated", sound[..random.Next(sound.Length + 1)]),
            1 => ("field number 0", [.. sound, 0x00, 0x01]),
            2 => ("wire type 6 or 7", [.. sound, (byte)((random.Next(1, 15) << 3) | random.Next(6, 8))]),
            3 => ("over-long varint", [.. sound, 0x28, .. Enumerable.Repeat((byte)0x80, random.Next(9, 40)), 0x00]),
            4 => ("endless varint", [.. sound, 0x28, .. Enumerable.Repeat((byte)0xff, random.Next(1, 40))]),
            5 => ("length beyond the end", [.. sound, .. Tag(random, type, WireFormat.WireType.LengthDelimited), .. Varint((ulong)HostileText.Whole(random)), 1, 2, 3]),
            6 => ("group that never ends", [.. sound, .. Enumerable.Repeat((byte)0x2b, random.Next(1, Deep))]),
            7 => ("groups one in the other", [.. sound, .. Enumerable.Repeat((byte)0xfb, 1), 0x07, .. Groups(random.Next(1, Deep))]),
            8 => ("end of a group that did not begin", [.. sound, 0x2c]),
            9 => ("messages one in the other", Nest(type, random.Next(1, Deep), sound)),
            10 => ("text that is not UTF-8", BadText(random, type, sound)),
            11 => ("fields of another wire type", [.. sound, .. Enumerable.Range(0, 20).SelectMany(_ => OtherType(random))]),
            12 => ("many unknown fields", [.. sound, .. Enumerable.Range(0, random.Next(1, 5000)).SelectMany(_ => (byte[])[0xf8, 0xff, 0xff, 0x7f, 0x01])]),
            _ => ("damaged anywhere", Mutations.Damage(random, sound)),
        };
    }

    private static byte[] Tag(Random random, MessageDescriptor type, WireFormat.WireType wire)
    {
        var fields = type.Fields.InDeclarationOrder();
        return Varint(WireFormat.MakeTag(fields.Count == 0 ? 1 : random.Of([.. fields]).FieldNumber, wire));
    }

    private static byte[] Nest(MessageDescriptor type, int times, byte[] inner)
    {
        var self = type.Fields.InDeclarationOrder().FirstOrDefault(field => field.FieldType == FieldType.Message && !field.IsMap && field.MessageType == type);
        var tag = Varint(WireFormat.MakeTag((self ?? type.Fields.InDeclarationOrder().FirstOrDefault(field => field.FieldType == FieldType.Message))?.FieldNumber ?? 1, WireFormat.WireType.LengthDelimited));
        var size = inner.Length;
        List<byte[]> heads = [];
        for (; times > 0; times--)
        {
            byte[] head = [.. tag, .. Varint((ulong)size)];
            heads.Add(head);
            size += head.Length;
        }
        heads.Reverse();
        return [.. heads.SelectMany(head => head), .. inner];
    }

    private static byte[] BadText(Random random, MessageDescriptor type, byte[] sound)
    {
        var text = type.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.String).ToArray();
        if (text.Length == 0)
            return Mutations.Damage(random, sound);
        byte[] bad = random.Of<byte[]>([[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xc0, 0x80], [0x61, 0xfe, 0x62]]);
        return [.. sound, .. Varint(WireFormat.MakeTag(random.Of(text).FieldNumber, WireFormat.WireType.LengthDelimited)), (byte)bad.Length, .. bad];
    }

    private static byte[] OtherType(Random random) => random.Next(4) switch
    {
        0 => [(byte)(random.Next(1, 16) << 3), 1],
        1 => [(byte)((random.Next(1, 16) << 3) | 1), 1, 2, 3, 4, 5, 6, 7, 8],
        2 => [(byte)((random.Next(1, 16) << 3) | 5), 1, 2, 3, 4],
        _ => [(byte)((random.Next(1, 16) << 3) | 2), 3, 0xff, 0x80, 0x01],
    };

    private static byte[] Groups(int depth) => [.. Enumerable.Repeat((byte)0x0b, depth), .. Enumerable.Repeat((byte)0x0c, depth), 0xfc, 0x07];

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
