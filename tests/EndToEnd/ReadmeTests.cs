using System.Diagnostics;
using System.Text.RegularExpressions;
using FactoryTwin.Product.Testing;
using FactoryTwin.Testing;

namespace FactoryTwin.EndToEnd.Tests;

/// <summary>What the README shows runs as it stands.</summary>
public sealed partial class ReadmeTests
{
    [Test]
    public async Task Every_example_runs()
    {
        using var data = new TempDirectory();
        await using var product = await ProductProcess.StartAsync(data.Path);
        var examples = Examples().Replace("http://localhost:8080", product.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("/tmp/", data.Path + "/", StringComparison.Ordinal);

        var (code, output) = await BashAsync($"set -euo pipefail\n{examples}");

        Assert.That(code, Is.Zero, output);
        output = output.Replace("\": ", "\":", StringComparison.Ordinal);
        Assert.Multiple(() =>
        {
            Assert.That(output, Does.Contain("\"accepted\":1,"), "the import's answer");
            Assert.That(output, Does.Contain("REJECT_REASON_TIME_WITHOUT_ZONE"));
            Assert.That(output, Does.Contain("SCHEDULE_STATE_FEASIBLE"));
            Assert.That(output, Does.Contain("PLAN_TRIGGER_PRICES_CHANGED"), "the plan after the price change");
            Assert.That(output, Does.Contain("\"field\":\"source.name\""), "the error names its field");
            Assert.That(output, Does.Contain("FAILURE_STATE_ACCEPTED"), "the negotiated schedule");
            Assert.That(output, Does.Contain("\"lowerBound\":").And.Contain("\"foresightObjective\":"), "the site's bound and the scenarios");
            Assert.That(output, Does.Contain("BALANCE_VERDICT_").And.Contain("\ndemand,2026-03,").And.Contain("ENPI_VERDICT_DEVIATED").And.Contain("\"publishable\":"), "energy");
        });
    }

    private static string Examples()
    {
        var readme = File.ReadAllText(Path.Combine(ProductProcess.RepositoryRoot, "README.md"));
        var blocks = BashBlock().Matches(readme).Select(m => m.Groups["code"].Value).ToList();
        Assert.That(blocks, Has.Count.GreaterThan(5));
        return string.Join('\n', blocks.Select(b => b.Replace("curl -sf", "echo; curl -sS --fail-with-body", StringComparison.Ordinal)
            .Replace("$(echo; curl", "$(curl", StringComparison.Ordinal)));
    }

    private static async Task<(int Code, string Output)> BashAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-s"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = bash.StandardOutput.ReadToEndAsync();
        var errors = bash.StandardError.ReadToEndAsync();
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await bash.WaitForExitAsync(limit.Token);
        return (bash.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"^```bash\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BashBlock();
}
