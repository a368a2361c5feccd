using System.Diagnostics;
using System.Globalization;

namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>The limit on the size of a process' files (RLIMIT_FSIZE), set from outside while it runs.</summary>
internal static class FileLimit
{
    /// <param name="processId">Whose.</param>
    /// <param name="bytes">The limit; null: none.</param>
    public static async Task SetAsync(int processId, int? bytes)
    {
        var limit = bytes is { } size ? string.Create(CultureInfo.InvariantCulture, $"{size}:unlimited") : "unlimited";
        using var prlimit = Process.Start(new ProcessStartInfo("prlimit", ["--pid", processId.ToString(CultureInfo.InvariantCulture), $"--fsize={limit}"])
        {
            RedirectStandardError = true,
        })!;
        await prlimit.StandardError.ReadToEndAsync();
        // A process that is gone meanwhile has no limit to be set.
        await prlimit.WaitForExitAsync();
    }
}
