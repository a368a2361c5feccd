using System.Diagnostics;
using FactoryTwin.Product.Testing;

namespace FactoryTwin.Benchmarks.Contests;

/// <summary>The servers that are not ours.</summary>
internal static class Peers
{
    public static string Root => ProductProcess.RepositoryRoot;

    public static string Folder { get; } = Path.Combine(Root, "tests", "Benchmarks", "peers");

    public static string Protos { get; } = Path.Combine(Root, "proto");

    /// <summary>Installs and builds what is missing.</summary>
    /// <exception cref="InvalidOperationException">It failed; says why.</exception>
    public static async Task PrepareAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Folder, "prepare.sh"), Protos]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"peers/prepare.sh failed:\n{await errors}");
    }
}
