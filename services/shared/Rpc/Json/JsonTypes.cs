using System.Collections.Concurrent;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Rpc.Json;

/// <summary>The message types that a mapping knows: those that an Any may hold, and the shapes worked out so far.</summary>
public sealed class JsonTypes
{
    private static readonly FileDescriptor[] Always =
    [
        AnyReflection.Descriptor, DurationReflection.Descriptor, EmptyReflection.Descriptor, FieldMaskReflection.Descriptor,
        StructReflection.Descriptor, TimestampReflection.Descriptor, WrappersReflection.Descriptor,
    ];

    private readonly Dictionary<string, MessageDescriptor> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<MessageDescriptor, MessageShape> _shapes = new();
    private readonly ConcurrentDictionary<EnumDescriptor, EnumShape> _enums = new();

    /// <param name="files">Their messages, and those of the files they import, may stand in an Any. The types of google.protobuf always may.</param>
    public JsonTypes(IEnumerable<FileDescriptor> files)
    {
        HashSet<FileDescriptor> seen = [];
        Stack<FileDescriptor> open = new(Always.Concat(files));
        while (open.TryPop(out var file))
        {
            if (!seen.Add(file))
                continue;
            foreach (var message in file.MessageTypes)
                Add(message);
            foreach (var import in file.Dependencies)
                open.Push(import);
        }
    }

    internal MessageShape Of(MessageDescriptor descriptor) => _shapes.GetOrAdd(descriptor, static (each, types) => new MessageShape(each, types), this);

    internal EnumShape Of(EnumDescriptor descriptor) => _enums.GetOrAdd(descriptor, static each => new EnumShape(each));

    internal FieldShape Of(FieldDescriptor field) => Of(field.ContainingType).ByNumber(field.FieldNumber)!;

    /// <summary>The type that a type URL ("type.googleapis.com/google.protobuf.Duration") names; null for an unknown one.</summary>
    internal MessageShape? Find(string typeUrl)
    {
        var slash = typeUrl.LastIndexOf('/');
        return slash >= 0 && _byName.TryGetValue(typeUrl[(slash + 1)..], out var descriptor) ? Of(descriptor) : null;
    }

    private void Add(MessageDescriptor message)
    {
        _byName[message.FullName] = message;
        foreach (var nested in message.NestedTypes)
            Add(nested);
    }
}
