using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Json;

/// <summary>Finds and adds single fields of encoded messages.</summary>
internal static class WireFields
{
    /// <summary>The content of the last value along the fields, without its length; false where it is not there.</summary>
    public static bool TryFind(ReadOnlySpan<byte> wire, IReadOnlyList<FieldDescriptor> path, out ReadOnlySpan<byte> content)
    {
        content = wire;
        foreach (var field in path)
        {
            var cursor = new WireCursor(content);
            var found = (Start: -1, Length: 0);
            while (!cursor.AtEnd)
            {
                var (number, kind) = cursor.Tag();
                var place = cursor.Skip(kind, number);
                if (number == field.FieldNumber)
                    found = place;
            }
            if (found.Start < 0)
                return false;
            content = content.Slice(found.Start, found.Length);
        }
        return true;
    }

    public static bool TryFind(ReadOnlySpan<byte> wire, FieldDescriptor field, out ReadOnlySpan<byte> content) => TryFind(wire, [field], out content);

    /// <summary>Adds a field that is text, bytes or a message along <paramref name="path"/>; what is there is joined with it or replaced.</summary>
    public static void Add(WireBuilder wire, ReadOnlySpan<FieldDescriptor> path, ReadOnlySpan<byte> content)
    {
        wire.Tag(path[0].FieldNumber, WireKind.Bytes);
        if (path.Length == 1)
        {
            wire.Bytes(content);
            return;
        }
        var start = wire.Begin();
        Add(wire, path[1..], content);
        wire.End(start);
    }
}
