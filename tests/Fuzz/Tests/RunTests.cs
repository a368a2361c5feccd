using FactoryTwin.Fuzz.Runs;

namespace FactoryTwin.Fuzz.Tests;

/// <summary>Every attack, a bounded number of cases, the same each time.</summary>
internal sealed class RunTests
{
    private const int Seed = 20261122;

    [Test]
    public async Task Services_gateway_and_client_stand_a_short_run_of_every_attack()
    {
        await using var range = new FiringRange(Sut.Server.Addresses, Surface.All);
        var report = await new FuzzRun(Sut.Server, range, Attackers.All, new FuzzOptions { Seed = Seed, Rounds = 2, Time = TimeSpan.MaxValue }) { Progress = TestContext.Progress.WriteLine }.RunAsync();
        await TestContext.Out.WriteLineAsync(report.ToString());
        Assert.That(report.Findings, Is.Empty);
    }
}
