using FactoryTwin.Chaos.Tests.Crash;

namespace FactoryTwin.Chaos.Tests;

/// <summary>The crash program with few kills; the long run is by command.</summary>
public sealed class CrashProgramTests
{
    private const int Seed = 7;

    [TestCase("embedded", 30)]
    [TestCase("cluster", 15)]
    public async Task Nothing_acknowledged_is_lost_and_no_effect_happens_twice(string adapters, int kills)
    {
        var result = await CrashRun.RunAsync(CrashOptions.Parse(["--kills", $"{kills}", "--seed", $"{Seed}", "--adapters", adapters])!);

        await TestContext.Out.WriteLineAsync(result.Table());
        Assert.That(result.Kept, Is.True, result.Table());
    }

    [TestCase("--kills")]
    [TestCase("--kills", "-1")]
    [TestCase("--adapters", "other")]
    [TestCase("--lanes", "0")]
    public void A_command_line_that_makes_no_sense_is_refused(params string[] words) => Assert.That(CrashOptions.Parse(words), Is.Null);
}
