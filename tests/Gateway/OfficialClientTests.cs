using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace FactoryTwin.Gateway.Tests;

/// <summary>The official gRPC client for Node calls a service through the gateway.</summary>
internal sealed class OfficialClientTests
{
    [Test]
    public async Task Grpc_js_passes_through_the_gateway_in_both_directions()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var seen = JsonNode.Parse(await RunAsync(new Uri(gateway.Host.Services["gateway"].Address).Authority, gateway.Host.Token("admin")))!;

        Assert.That((string?)seen["unary"]!["text"], Is.EqualTo("泵"));
        Assert.That((int?)seen["unauthenticated"]!["code"], Is.EqualTo(16));
        Assert.That((int?)seen["deadline"]!["code"], Is.EqualTo(4));
        Assert.That((int?)seen["large"], Is.EqualTo(1_000_000));
        Assert.That((int?)seen["count"]!["number"], Is.EqualTo(1000));
        Assert.That(seen["echo"]!.ToJsonString(), Is.EqualTo("""{"seen":["one","two","three"],"code":0}"""));
    }

    private static async Task<string> RunAsync(string target, string token, [CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here)!;
        var modules = Path.GetFullPath(Path.Combine(folder, "..", "Rpc", "peers", "node_modules"));
        Assert.That(System.IO.Directory.Exists(modules), "grpc-js is missing: run tests/Rpc/peers/setup.sh.");
        using var node = Process.Start(new ProcessStartInfo("node", ["things-client.cjs", target, token])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NODE_PATH"] = modules },
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = node.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = node.StandardError.ReadToEndAsync(patience.Token);
        await node.WaitForExitAsync(patience.Token);
        Assert.That(node.ExitCode, Is.Zero, await errors);
        return await output;
    }
}
