using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Finds fields by the names that callers write.</summary>
internal static class FieldPaths
{
    /// <summary>The fields along <paramref name="names"/>, each the proto or the JSON name; null where one is missing.</summary>
    public static IReadOnlyList<FieldDescriptor>? Resolve(MessageDescriptor message, IReadOnlyList<string> names)
    {
        List<FieldDescriptor> fields = [];
        var at = message;
        foreach (var name in names)
        {
            if (at is null || Find(at, name) is not { } field)
                return null;
            fields.Add(field);
            // What has a text form of its own, and what is repeated, has no fields that could be named.
            at = field.FieldType == FieldType.Message && !field.IsRepeated && !WellKnown.HasOwnJson(field.MessageType) ? field.MessageType : null;
        }
        return fields;
    }

    /// <summary>A field by its proto name or its JSON name.</summary>
    public static FieldDescriptor? Find(MessageDescriptor message, string name) =>
        message.FindFieldByName(name) ?? message.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name);

    /// <summary>The path in proto names, as errors and field masks write it.</summary>
    public static string Text(IEnumerable<FieldDescriptor> fields) => string.Join('.', fields.Select(field => field.Name));
}
