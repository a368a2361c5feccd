using System.Buffers.Text;
using Grpc.Core;

namespace FactoryTwin.Rpc.Wire;

/// <summary>Metadata as header values: text as it is, "-bin" as base64, which comes with or without padding.</summary>
internal static class MetadataCodec
{
    /// <summary>Unpadded, as the protocol wants it.</summary>
    public static string Format(Metadata.Entry entry) =>
        entry.IsBinary ? Convert.ToBase64String(entry.RawBytes).TrimEnd('=') : entry.Value;

    /// <summary>Adds a header of the wire. A binary value may hold several, parted by commas; one that cannot be read is left out.</summary>
    public static void Add(Metadata metadata, string name, string value)
    {
        if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            metadata.Add(Metadata.Entry.FromWire(name, value));
            return;
        }
        foreach (var part in value.Split(','))
        {
            if (TryDecode(part.Trim(), out var bytes)) metadata.Add(Metadata.Entry.FromWire(name, bytes));
        }
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        var padded = (text.Length % 4) switch { 2 => text + "==", 3 => text + "=", _ => text };
        bytes = [];
        if (!Base64.IsValid(padded)) return false;
        bytes = Convert.FromBase64String(padded);
        return true;
    }
}
