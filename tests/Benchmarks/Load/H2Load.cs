using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FactoryTwin.Benchmarks.Load;

/// <summary>Runs h2load (nghttp2) and reads what it prints.</summary>
internal static partial class H2Load
{
    /// <summary>What one run did.</summary>
    /// <param name="Rate">Requests a second.</param>
    /// <param name="Succeeded">Requests that were answered with 2xx.</param>
    /// <param name="BodyBytes">Bytes of all answers' bodies.</param>
    public sealed record Outcome(double Rate, long Succeeded, long BodyBytes);

    /// <param name="contender">Who is called.</param>
    /// <param name="scenario">With what.</param>
    /// <param name="requests">How many calls.</param>
    /// <exception cref="InvalidOperationException">h2load failed; says what it printed.</exception>
    public static async Task<Outcome> RunAsync(Contender contender, Scenario scenario, long requests)
    {
        using var body = TemporaryFile.With(scenario.Body);
        var connections = Math.Min(scenario.Connections, requests);
        List<string> arguments = ["-n", $"{requests}", "-c", $"{connections}", "-m", $"{scenario.Streams}"];
        if (scenario.Http1) arguments.Add("--h1");
        if (body is not null) arguments.AddRange(["-d", body.Path]);
        foreach (var header in scenario.Headers) arguments.AddRange(["-H", header]);
        arguments.Add(contender.Address + scenario.Path);

        var start = new ProcessStartInfo("h2load", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || Finished().Match(text) is not { Success: true } finished)
            throw new InvalidOperationException($"h2load {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{text}{await errors}");
        return new Outcome(
            double.Parse(finished.Groups[1].Value, CultureInfo.InvariantCulture), Number(Statuses(), text), Number(Data(), text));
    }

    private static long Number(Regex pattern, string text) => long.Parse(pattern.Match(text).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"finished in [^,]+, ([\d.]+) req/s")]
    private static partial Regex Finished();

    [GeneratedRegex(@"status codes: (\d+) 2xx")]
    private static partial Regex Statuses();

    [GeneratedRegex(@"\((\d+)\) data")]
    private static partial Regex Data();

    private sealed class TemporaryFile(string path) : IDisposable
    {
        public string Path { get; } = path;

        public static TemporaryFile? With(byte[]? content)
        {
            if (content is null) return null;
            var file = new TemporaryFile(System.IO.Path.GetTempFileName());
            File.WriteAllBytes(file.Path, content);
            return file;
        }

        public void Dispose() => File.Delete(Path);
    }
}
