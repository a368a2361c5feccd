using System.Diagnostics;

namespace FactoryTwin.Contracts.Tests.Docs;

/// <summary>The public tools in peers/ that read a document from their standard input.</summary>
internal static class Peer
{
    /// <summary>Runs a script.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(string script, string document)
    {
        var peers = Path.Combine(Repository.Root, "tests", "Contracts", "peers");
        Assert.That(Directory.Exists(Path.Combine(peers, "node_modules", "ajv")), "The tools are missing: run tests/Contracts/peers/setup.sh.");
        using var node = Process.Start(new ProcessStartInfo("node", [script])
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
        await node.StandardInput.WriteAsync(document);
        node.StandardInput.Close();
        await node.WaitForExitAsync(patience.Token);
        return ((await output) + (await errors)).Trim();
    }
}
