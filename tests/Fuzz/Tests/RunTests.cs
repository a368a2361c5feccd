using System.Globalization;
using FactoryTwin.Fuzz.Runs;

namespace FactoryTwin.Fuzz.Tests;

/// <summary>
/// A short run of the whole program. FACTORYTWIN_FUZZ_SEED repeats one (a failure prints it), FACTORYTWIN_FUZZ_SECONDS makes it longer;
/// `dotnet run -c Release --project tests/Fuzz -- --seconds N --seed S` does the same without the test runner.
/// </summary>
internal sealed class RunTests
{
    private const int Seconds = 40;

    /// <summary>So that a run finds the same today and tomorrow; longer runs take seeds of their own.</summary>
    private const int Seed = 20261122;

    /// <summary>As <see cref="Seed"/>: a fast machine makes no other run than a slow one.</summary>
    private const int Rounds = 4;

    [Test]
    public async Task Nothing_that_is_sent_harms_the_services_or_the_client()
    {
        var seconds = Setting("FACTORYTWIN_FUZZ_SECONDS", 0);
        var options = new FuzzOptions
        {
            Seed = Setting("FACTORYTWIN_FUZZ_SEED", Seed),
            Time = TimeSpan.FromSeconds(seconds > 0 ? seconds : Seconds),
            Rounds = seconds > 0 ? int.MaxValue : Rounds,
        };
        await using var range = new FiringRange(Sut.Server.Addresses, Surface.All);
        var report = await new FuzzRun(Sut.Server, range, Attackers.All, options).RunAsync();
        TestContext.Out.WriteLine($"seed {options.Seed}: {report}");

        Assert.That(report.Findings, Is.Empty, $"seed {options.Seed}");
        Assert.That(report.Cases.Keys, Is.EquivalentTo(Attackers.All.Select(attack => attack.Name)), "every attack was made");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
