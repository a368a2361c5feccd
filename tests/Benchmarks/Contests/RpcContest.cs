using FactoryTwin.Benchmarks.Load;
using FactoryTwin.Benchmarks.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Benchmarks.Contests;

/// <summary>Our gRPC server against the official ones: C++ (synchronous, and callback), Node and Python.</summary>
internal static class RpcContest
{
    public static async Task RunAsync(Settings settings)
    {
        await Peers.PrepareAsync();
        var folder = Directory.CreateTempSubdirectory("factorytwin-bench-");
        List<Contender> contenders = [];
        try
        {
            var descriptors = Path.Combine(folder.FullName, "bench.pb");
            await File.WriteAllBytesAsync(descriptors, Descriptors().ToByteArray());
            contenders.Add(await OwnAsync("ours", "bare"));
            contenders.Add(await OwnAsync("ours, hosted", "hosted", [.. OwnServer.Development(folder.FullName, "hosted"), "--Registration:Enabled=false"]));
            contenders.Add(await PeerAsync("C++ sync", port => (Path.Combine(Peers.Folder, "cpp/build/sync_server"), [$"{port}"])));
            contenders.Add(await PeerAsync("C++ callback", port => (Path.Combine(Peers.Folder, "cpp/build/callback_server"), [$"{port}"])));
            contenders.Add(await PeerAsync("grpc-js", port => ("node", [Path.Combine(Peers.Folder, "node/server.js"), $"{port}", Peers.Protos])));
            contenders.Add(await PeerAsync("grpcio", port => ("/usr/bin/python3", [Path.Combine(Peers.Folder, "python/server.py"), $"{port}", descriptors])));
            await Contest.RunAsync(
                contenders, [Payloads.GrpcSmall, Payloads.GrpcBatch, Payloads.GrpcServerStream, Payloads.GrpcClientStream], settings);
        }
        finally
        {
            foreach (var process in contenders.SelectMany(contender => contender.Processes)) process.Dispose();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Contender> OwnAsync(string name, string kind, params string[] arguments)
    {
        var port = ServerProcess.FreePort();
        return Make(name, port, await OwnServer.StartAsync(kind, port, ServerProcess.FreePort(), arguments));
    }

    private static async Task<Contender> PeerAsync(string name, Func<int, (string Program, string[] Arguments)> command)
    {
        var port = ServerProcess.FreePort();
        var (program, arguments) = command(port);
        return Make(name, port, await ServerProcess.StartAsync(port, program, arguments));
    }

    private static Contender Make(string name, int port, ServerProcess process)
    {
        var address = $"http://127.0.0.1:{port}";
        var client = GrpcCheck.Client(address);
        return new Contender(
            name, address, [process], async () => await client.GetStatsAsync(new GetStatsRequest()), scenario => GrpcCheck.RunAsync(client, scenario));
    }

    private static FileDescriptorSet Descriptors()
    {
        var set = new FileDescriptorSet();
        HashSet<string> seen = [];
        void Add(FileDescriptor file)
        {
            if (!seen.Add(file.Name)) return;
            foreach (var import in file.Dependencies) Add(import);
            set.File.Add(file.ToProto());
        }
        Add(BenchReflection.Descriptor);
        return set;
    }
}
