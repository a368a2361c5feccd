namespace FactoryTwin.Benchmarks.Load;

/// <summary>
/// Runs every scenario against every contender in turn, round by round (A B C, A B C, ...), so that what slows the machine slows all.
/// Each run's answers are counted twice, by h2load (status and bytes) and by the server.
/// </summary>
internal static class Contest
{
    private const int FirstRequests = 300;

    /// <summary>The samples by scenario and contender, in the order of the rounds.</summary>
    public static async Task<Results> RunAsync(IReadOnlyList<Contender> contenders, IReadOnlyList<Scenario> scenarios, Settings settings, double warmUpSeconds = Settings.WarmUpSeconds)
    {
        var results = new Results(contenders);
        foreach (var scenario in scenarios)
        {
            var pace = new Dictionary<Contender, (double Rate, long AnswerBytes)>();
            foreach (var contender in contenders) pace[contender] = await WarmUpAsync(contender, scenario, warmUpSeconds);
            for (var round = 0; round < settings.Rounds; round++)
            {
                foreach (var contender in contenders)
                {
                    var (rate, answerBytes) = pace[contender];
                    var sample = await MeasureAsync(contender, scenario, Requests(scenario, rate * Settings.RunSeconds), answerBytes);
                    results.Add(scenario, contender, sample);
                    pace[contender] = (sample.Rate, answerBytes);
                }
            }
            Console.WriteLine(results.Table(scenario));
        }
        return results;
    }

    /// <summary>Checks one answer, then calls until the server's code is as fast as it gets.</summary>
    private static async Task<(double Rate, long AnswerBytes)> WarmUpAsync(Contender contender, Scenario scenario, double seconds)
    {
        var answerBytes = await contender.CheckAsync(scenario);
        var first = await H2Load.RunAsync(contender, scenario, Requests(scenario, FirstRequests / (double)scenario.Messages));
        var second = await H2Load.RunAsync(contender, scenario, Requests(scenario, first.Rate * seconds / 2));
        var third = await H2Load.RunAsync(contender, scenario, Requests(scenario, second.Rate * seconds / 2));
        return (third.Rate, answerBytes);
    }

    private static async Task<Sample> MeasureAsync(Contender contender, Scenario scenario, long requests, long answerBytes)
    {
        var before = await contender.StatsAsync();
        var processor = Processor(contender);
        var outcome = await H2Load.RunAsync(contender, scenario, requests);
        var used = Processor(contender) - processor;
        var after = await contender.StatsAsync();
        Expect(contender, scenario, "answers with 2xx", requests, outcome.Succeeded);
        Expect(contender, scenario, "bytes in the answers", requests * answerBytes, outcome.BodyBytes);
        Expect(contender, scenario, "calls that the server counted", requests, after.Calls - before.Calls);
        Expect(contender, scenario, "readings that the server counted", requests * scenario.ReadingsPerCall, after.Readings - before.Readings);
        return new Sample(outcome.Rate, used.TotalMicroseconds / requests, (after.AllocatedBytes - before.AllocatedBytes) / (double)requests);
    }

    private static TimeSpan Processor(Contender contender) =>
        contender.Processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.ProcessorTime);

    /// <summary>A multiple of the calls at once, so that no connection is left with fewer.</summary>
    private static long Requests(Scenario scenario, double wanted)
    {
        var atOnce = scenario.Connections * scenario.Streams;
        return Math.Max(1, (long)(wanted / atOnce)) * atOnce;
    }

    private static void Expect(Contender contender, Scenario scenario, string what, long expected, long actual)
    {
        if (expected != actual) throw new InvalidOperationException($"{contender.Name}, {scenario.Name}: {actual} {what}, expected {expected}.");
    }
}
