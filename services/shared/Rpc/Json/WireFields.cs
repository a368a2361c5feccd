using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Json;

/// <summary>Finds and adds single fields of encoded messages.</summary>
internal static class WireFields
{
    /// <summary>
    /// The content of the last value along the fields, without its length; false where it is not there. A message on the way may
    /// stand in pieces.
    /// </summary>
    public static bool TryFind(ReadOnlySpan<byte> wire, scoped ReadOnlySpan<FieldDescriptor> path, out ReadOnlySpan<byte> content)
    {
        content = [];
        var found = false;
        var cursor = new WireCursor(wire);
        while (!cursor.AtEnd)
        {
            var (number, kind) = cursor.Tag();
            var (start, length) = cursor.Skip(kind, number);
            if (number != path[0].FieldNumber)
                continue;
            var value = wire.Slice(start, length);
            if (path.Length == 1)
                content = value;
            else if (TryFind(value, path[1..], out var inner))
                content = inner;
            else
                continue;
            found = true;
        }
        return found;
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
