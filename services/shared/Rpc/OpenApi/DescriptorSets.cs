using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>Cuts and opens sets of file descriptors.</summary>
public static class DescriptorSets
{
    /// <summary>The files that define <paramref name="services"/> and all that they import, each after its imports.</summary>
    /// <exception cref="ArgumentException">A service is not in the set.</exception>
    public static FileDescriptorSet Only(FileDescriptorSet set, IEnumerable<string> services)
    {
        var files = set.File.ToDictionary(file => file.Name, StringComparer.Ordinal);
        HashSet<string> wanted = new(StringComparer.Ordinal);
        foreach (var service in services)
        {
            var home = set.File.FirstOrDefault(file => file.Service.Any(each => $"{file.Package}.{each.Name}" == service))
                ?? throw new ArgumentException($"The contracts have no service '{service}'.", nameof(services));
            Add(home.Name);
        }
        return new FileDescriptorSet { File = { set.File.Where(file => wanted.Contains(file.Name)) } };

        void Add(string name)
        {
            if (!wanted.Add(name) || !files.TryGetValue(name, out var file))
                return;
            foreach (var import in file.Dependency)
                Add(import);
        }
    }

    /// <summary>
    /// Opens a set: its descriptors know the extensions of <c>google.api</c> and those in <paramref name="extensions"/>, and the
    /// comments where the set holds them. They have no parsers.
    /// </summary>
    /// <exception cref="FormatException">The set is not whole or not sound; the message says why.</exception>
    public static IReadOnlyList<FileDescriptor> Open(FileDescriptorSet set, params IEnumerable<Extension> extensions)
    {
        ExtensionRegistry registry = [AnnotationsExtensions.Http, FieldBehaviorExtensions.FieldBehavior];
        registry.AddRange(extensions);
        try
        {
            return FileDescriptor.BuildFromByteStrings(set.File.Select(file => file.ToByteString()), registry);
        }
        catch (Exception fault) when (fault is DescriptorValidationException or InvalidProtocolBufferException or ArgumentException)
        {
            throw new FormatException($"The descriptor set cannot be opened: {fault.Message}", fault);
        }
    }
}
