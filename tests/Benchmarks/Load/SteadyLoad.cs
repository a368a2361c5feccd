using System.Diagnostics;
using System.Globalization;

namespace FactoryTwin.Benchmarks.Load;

/// <summary>
/// Runs peers/pace/steady.cc: calls at random times of a given pace, timed from when each was due. h2load's --rps sends what has become due
/// every 10 ms at once (its timer is never shorter), on all connections together: what it measures is how long such a burst takes.
/// </summary>
internal static class SteadyLoad
{
    /// <summary>More than are ever at once on one connection: a call waits for the server, not for its turn.</summary>
    private const int Streams = 100;

    /// <returns>Milliseconds of each call.</returns>
    /// <exception cref="InvalidOperationException">It failed; says what it printed.</exception>
    public static async Task<double[]> RunAsync(Contender contender, Scenario scenario, double callsPerSecond, long calls)
    {
        var body = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(body, scenario.Body ?? []);
            string[] arguments =
            [
                $"{new Uri(contender.Address).Port}", scenario.Http1 ? "http1" : "grpc", scenario.Path, body, $"{scenario.Connections}", $"{(scenario.Http1 ? 1 : Streams)}",
                callsPerSecond.ToString("0.###", CultureInfo.InvariantCulture), $"{calls}", "random",
            ];
            var program = Path.Combine(Contests.Peers.Folder, "pace", "build", "steady");
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) throw new InvalidOperationException($"steady {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await errors}");
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture) / 1000)];
        }
        finally
        {
            File.Delete(body);
        }
    }
}
