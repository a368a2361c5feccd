namespace FactoryTwin.Interop.Tests.Support;

/// <summary>An official gRPC library, as server and as client.</summary>
/// <param name="Name">As the table names it.</param>
/// <param name="Program">Runs it.</param>
/// <param name="ServerArguments">Start its server.</param>
/// <param name="ClientArguments">Start its client; host and port come after them.</param>
internal sealed record Peer(string Name, string Program, string[] ServerArguments, string[] ClientArguments)
{
    public static readonly Peer Node = new("grpc-js", "node", [InFolder("node/server.js")], [InFolder("node/client.js")]);
    public static readonly Peer Python = new("grpcio", "/usr/bin/python3", [InFolder("python/server.py")], [InFolder("python/client.py")]);
    public static readonly Peer Cpp = new("C++", InFolder("bin/peer"), ["server"], ["client"]);

    public static readonly Peer[] All = [Node, Python, Cpp];

    public Task<PeerProcess> StartServerAsync(params string[] options) => PeerProcess.StartServerAsync(Program, [.. ServerArguments, .. options]);

    public PeerProcess StartClient(int port, params string[] options) => PeerProcess.StartClient(Program, [.. ClientArguments, $"127.0.0.1:{port}", .. options]);

    public override string ToString() => Name;

    private static string InFolder(string file) => Path.Combine(Repository.Root, "tests", "Interop", "peers", file);
}

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FactoryTwin.slnx"))) return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run from within the repository.");
    }
}
