using Google.Protobuf.Reflection;

namespace FactoryTwin.Gateway.Services;

/// <summary>Puts the files of a set into the order in which they can be opened.</summary>
internal static class FileOrder
{
    private const int MaxDepth = 200;

    /// <summary>Each file after its imports; a file that is there twice with the same content once.</summary>
    /// <exception cref="FormatException">An import is missing, files import each other in a ring, or two different files have one name.</exception>
    public static IReadOnlyList<FileDescriptorProto> ImportsFirst(IReadOnlyList<FileDescriptorProto> files)
    {
        Dictionary<string, FileDescriptorProto> byName = new(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (!byName.TryAdd(file.Name, file) && !byName[file.Name].Equals(file))
                throw new FormatException($"has two different files '{file.Name}'.");
        }
        List<FileDescriptorProto> ordered = [];
        Dictionary<string, bool> done = new(StringComparer.Ordinal);
        foreach (var file in files)
            Add(file, 0);
        return ordered;

        void Add(FileDescriptorProto file, int depth)
        {
            if (done.TryGetValue(file.Name, out var whole))
            {
                if (!whole)
                    throw new FormatException($"has files that import each other: '{file.Name}'.");
                return;
            }
            if (depth > MaxDepth)
                throw new FormatException($"has imports more than {MaxDepth} deep: '{file.Name}'.");
            done[file.Name] = false;
            foreach (var import in file.Dependency)
            {
                Add(byName.GetValueOrDefault(import)
                    ?? throw new FormatException($"lacks '{import}', which '{file.Name}' imports; make it with all imports (protoc --include_imports)."), depth + 1);
            }
            done[file.Name] = true;
            ordered.Add(file);
        }
    }
}
