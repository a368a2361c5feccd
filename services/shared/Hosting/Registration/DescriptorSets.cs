using FactoryTwin.Contracts;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Hosting.Registration;

/// <summary>The contract of a service as a FileDescriptorSet.</summary>
internal static class DescriptorSets
{
    /// <summary>The files of these services with everything that they import, imports first; with comments where the contract is in proto/.</summary>
    public static FileDescriptorSet Of(IReadOnlyList<ServiceDescriptor> services)
    {
        try
        {
            return ContractSet.Of(services.Select(s => s.FullName));
        }
        catch (ArgumentException)
        {
            // Not one of the suite's own contracts.
        }
        var set = new FileDescriptorSet();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in services)
            Add(service.File, set, seen);
        return set;
    }

    private static void Add(FileDescriptor file, FileDescriptorSet set, HashSet<string> seen)
    {
        if (!seen.Add(file.Name))
            return;
        foreach (var import in file.Dependencies)
            Add(import, set, seen);
        set.File.Add(FileDescriptorProto.Parser.ParseFrom(file.SerializedData));
    }
}
