using FactoryTwin.Rpc.Tests.Support;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Laboratory.Samples.V1;

namespace FactoryTwin.Gateway.Tests;

/// <summary>Programs by official gRPC libraries, and the contracts that they are given as descriptor sets.</summary>
internal static class Peers
{
    private static readonly Lazy<string> Samples = new(() => Write(SetOf(SamplesReflection.Descriptor), "samples"));

    /// <summary>The repository's root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The service of docs/examples/python-service, which registers itself at the gateway.</summary>
    public static Task<PeerProcess> SamplesServiceAsync(string gateway, string token) => PeerProcess.StartServerAsync(
        "/usr/bin/python3", [Path.Combine(Root, "docs/examples/python-service/service.py"), Samples.Value, gateway, token]);

    /// <summary>A file with everything that it imports.</summary>
    public static FileDescriptorSet SetOf(params IEnumerable<FileDescriptor> files)
    {
        FileDescriptorSet set = new();
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var file in files)
            Add(file);
        return set;

        void Add(FileDescriptor file)
        {
            if (!seen.Add(file.Name))
                return;
            foreach (var import in file.Dependencies)
                Add(import);
            set.File.Add(FileDescriptorProto.Parser.WithExtensionRegistry(
                [Google.Api.AnnotationsExtensions.Http, Options.V1.AccessExtensions.Access]).ParseFrom(file.SerializedData));
        }
    }

    /// <summary>Writes a set to a file that goes with the process.</summary>
    public static string Write(FileDescriptorSet set, string name)
    {
        var path = Path.Combine(Path.GetTempPath(), $"factorytwin-gateway-tests-{Environment.ProcessId}-{name}.pb");
        File.WriteAllBytes(path, set.ToByteArray());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FactoryTwin.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run from within the repository.");
    }
}
