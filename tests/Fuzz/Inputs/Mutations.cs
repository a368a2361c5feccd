namespace FactoryTwin.Fuzz.Inputs;

/// <summary>Damages bytes without knowing what they are.</summary>
internal static class Mutations
{
    /// <summary>Bytes on which parsers turn.</summary>
    private static readonly byte[] Edges = [0, 1, 0x7f, 0x80, 0xff, (byte)'{', (byte)'}', (byte)'[', (byte)'"', (byte)'\\', (byte)',', (byte)':', (byte)'\n', (byte)'\r', (byte)'%', (byte)'/'];

    /// <summary>One to four damages.</summary>
    public static byte[] Damage(Random random, ReadOnlySpan<byte> bytes)
    {
        List<byte> damaged = [.. bytes];
        for (var count = random.Next(1, 5); count > 0; count--)
            Once(random, damaged);
        return [.. damaged];
    }

    private static void Once(Random random, List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var some = Math.Min(random.Next(1, 17), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when some > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when some > 0:
                bytes[at] = random.Of(Edges);
                break;
            case 2:
                bytes.RemoveRange(at, some);
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, some));
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Repeat(random.Of(Edges), random.Next(1, 64)));
                break;
            case 6:
                bytes.InsertRange(at, random.Bytes(random.Next(1, 9)));
                break;
            case 7 when bytes.Count < 1 << 16:
                bytes.AddRange(bytes.GetRange(0, bytes.Count));
                break;
        }
    }
}
