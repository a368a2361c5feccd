using FactoryTwin.Rpc.Tests.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Tests.Support;

/// <summary>The peers by official gRPC libraries, in tests/Rpc/peers.</summary>
internal static class Peers
{
    private static readonly Lazy<string> DescriptorSet = new(WriteDescriptorSet);

    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "tests", "Rpc", "peers");

    /// <param name="arguments">See the head of echo-server.js.</param>
    public static Task<PeerProcess> NodeServerAsync(params string[] arguments) => PeerProcess.StartServerAsync("node", [InFolder("echo-server.js"), .. arguments]);

    /// <param name="arguments">See the head of echo_server.py.</param>
    public static Task<PeerProcess> PythonServerAsync(params string[] arguments) =>
        PeerProcess.StartServerAsync("/usr/bin/python3", [InFolder("echo_server.py"), DescriptorSet.Value, .. arguments]);

    /// <param name="peer">"js" or "py".</param>
    /// <param name="arguments">See the heads of the servers' files.</param>
    public static Task<PeerProcess> ServerAsync(string peer, params string[] arguments) => peer == "js" ? NodeServerAsync(arguments) : PythonServerAsync(arguments);

    /// <param name="port">Of our server.</param>
    /// <param name="tls">A folder of certificates, for calls to "localhost" by TLS.</param>
    public static Task<string> NodeClientAsync(int port, string? tls = null) => PeerProcess.RunAsync("node", [InFolder("echo-client.js"), .. Target(port, tls)]);

    /// <inheritdoc cref="NodeClientAsync"/>
    public static Task<string> PythonClientAsync(int port, string? tls = null) =>
        PeerProcess.RunAsync("/usr/bin/python3", [InFolder("echo_client.py"), DescriptorSet.Value, .. Target(port, tls)]);

    private static string[] Target(int port, string? tls) => tls is null ? [$"127.0.0.1:{port}"] : [$"localhost:{port}", tls];

    private static string InFolder(string file) => Path.Combine(Folder, file);

    private static string WriteDescriptorSet()
    {
        var set = new FileDescriptorSet();
        var files = new[] { EchoReflection.Descriptor, Grpc.Health.V1.HealthReflection.Descriptor, Grpc.Reflection.V1.ReflectionReflection.Descriptor };
        set.File.AddRange(files.SelectMany(file => file.Dependencies.Append(file)).Select(file => FileDescriptorProto.Parser.ParseFrom(file.SerializedData)));
        var path = Path.Combine(Path.GetTempPath(), $"factorytwin-rpc-tests-{Environment.ProcessId}.pb");
        File.WriteAllBytes(path, set.ToByteArray());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return path;
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FactoryTwin.slnx"))) return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run from within the repository.");
    }
}
