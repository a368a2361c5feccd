using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Reflection;

/// <summary>Finds proto files, and all that these import, by name, symbol and extension.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = new(StringComparer.Ordinal);
    private readonly HashSet<FileDescriptor> _files = [];
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);

    public DescriptorIndex(IEnumerable<FileDescriptor> files)
    {
        foreach (var file in files) AddFile(file);
    }

    public FileDescriptor? FileByName(string name) => _byName.GetValueOrDefault(name);

    public FileDescriptor? FileBySymbol(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    public FileDescriptor? FileByExtension(string type, int number) => _extensions.GetValueOrDefault(type)?.GetValueOrDefault(number);

    /// <summary>Null if there is no such message.</summary>
    public IReadOnlyCollection<int>? ExtensionNumbers(string type) =>
        _extensions.TryGetValue(type, out var known) ? known.Keys : _messages.Contains(type) ? [] : null;

    /// <summary>A file and all files that it imports, directly or not; the file itself first.</summary>
    public static IReadOnlyList<FileDescriptor> WithDependencies(FileDescriptor file)
    {
        var found = new List<FileDescriptor> { file };
        var names = new HashSet<string>(StringComparer.Ordinal) { file.Name };
        for (var i = 0; i < found.Count; i++) found.AddRange(found[i].Dependencies.Where(dependency => names.Add(dependency.Name)));
        return found;
    }

    private void AddFile(FileDescriptor file)
    {
        // Files of several origins may have one name: each is looked into, and the first to have a name answers for it.
        if (!_files.Add(file)) return;
        _byName.TryAdd(file.Name, file);
        foreach (var dependency in file.Dependencies) AddFile(dependency);
        foreach (var service in file.Services)
        {
            _bySymbol.TryAdd(service.FullName, file);
            foreach (var method in service.Methods) _bySymbol.TryAdd(method.FullName, file);
        }
        foreach (var message in file.MessageTypes) AddMessage(message);
        foreach (var type in file.EnumTypes) AddEnum(type);
        AddExtensions(file.Extensions, file);
    }

    private void AddMessage(MessageDescriptor message)
    {
        _bySymbol.TryAdd(message.FullName, message.File);
        _messages.Add(message.FullName);
        foreach (var field in message.Fields.InDeclarationOrder()) _bySymbol.TryAdd(field.FullName, message.File);
        foreach (var oneof in message.Oneofs) _bySymbol.TryAdd(oneof.FullName, message.File);
        foreach (var nested in message.NestedTypes) AddMessage(nested);
        foreach (var nested in message.EnumTypes) AddEnum(nested);
        AddExtensions(message.Extensions, message.File);
    }

    private void AddEnum(EnumDescriptor type)
    {
        _bySymbol.TryAdd(type.FullName, type.File);
        // A value's symbol stands beside its enum, not in it.
        foreach (var value in type.Values) _bySymbol.TryAdd(value.FullName, type.File);
    }

    private void AddExtensions(ExtensionCollection extensions, FileDescriptor file)
    {
        foreach (var extension in extensions.UnorderedExtensions)
        {
            _bySymbol.TryAdd(extension.FullName, file);
            var type = extension.ExtendeeType.FullName;
            if (!_extensions.TryGetValue(type, out var known)) _extensions[type] = known = [];
            known.TryAdd(extension.FieldNumber, file);
        }
    }
}
