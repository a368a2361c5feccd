using System.Diagnostics;

namespace FactoryTwin.Contracts.Tests;

/// <summary>The public tool that lints, formats and compares contracts, in peers/.</summary>
internal static class Buf
{
    private static readonly string Program = Path.Combine(Repository.Root, "tests", "Contracts", "peers", "node_modules", ".bin", "buf");

    /// <summary>Runs it in a folder.</summary>
    /// <returns>Whether it found nothing, and what it wrote.</returns>
    public static async Task<(bool Clean, string Output)> RunAsync(string folder, params string[] arguments)
    {
        Assert.That(File.Exists(Program), "buf is missing: run tests/Contracts/peers/setup.sh.");
        using var buf = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = buf.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = buf.StandardError.ReadToEndAsync(patience.Token);
        await buf.WaitForExitAsync(patience.Token);
        return (buf.ExitCode == 0, (await output) + (await errors));
    }
}
