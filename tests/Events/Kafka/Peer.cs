using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>Runs peers/peer.js: kafkajs with the official CloudEvents SDK.</summary>
internal static class Peer
{
    public static async Task<string[]> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", ["peer.js", .. arguments]) { WorkingDirectory = Folder(), RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.That(process.ExitCode, Is.Zero, await errors);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "peers");
}
