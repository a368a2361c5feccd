using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace FactoryTwin.Rest.Tests;

/// <summary>The public OpenAPI validator in peers/.</summary>
internal static class OpenApiPeer
{
    /// <summary>"valid 3.1", or the faults.</summary>
    public static async Task<string> ValidateAsync(JsonObject document, [CallerFilePath] string here = "")
    {
        var peers = Path.Combine(Path.GetDirectoryName(here)!, "peers");
        Assert.That(Directory.Exists(Path.Combine(peers, "node_modules")), "The validator is missing: run tests/Rest/peers/setup.sh.");
        using var node = Process.Start(new ProcessStartInfo("node", ["validate-openapi.mjs"])
        {
            UseShellExecute = false,
            WorkingDirectory = peers,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = node.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = node.StandardError.ReadToEndAsync(patience.Token);
        await node.StandardInput.WriteAsync(document.ToJsonString());
        node.StandardInput.Close();
        await node.WaitForExitAsync(patience.Token);
        return ((await output) + (await errors)).Trim();
    }
}
