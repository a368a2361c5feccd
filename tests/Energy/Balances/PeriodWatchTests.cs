using System.Globalization;
using System.Text.RegularExpressions;
using FactoryTwin.Services.Energy.Watches.Domain;

namespace FactoryTwin.Energy.Tests.Balances;

public class PeriodWatchTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The same by a regular expression over the judged periods: so many i in a row begin it, the first b ends it, w breaks a row and ends nothing.</summary>
    [Test]
    public void Imbalances_are_what_a_regular_expression_finds([Values(1, 2, 3)] int periods)
    {
        var random = new Random(periods);
        for (var round = 0; round < 2_000; round++)
        {
            var verdicts = new string([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => "iiiibwnn"[random.Next(8)])]);
            var judged = verdicts.Select((v, at) => (v, at)).Where(v => v.v != 'n').ToList();
            var text = new string([.. judged.Select(j => j.v)]);
            var expected = Regex.Matches(text, $"i{{{periods.ToString(CultureInfo.InvariantCulture)}}}[iw]*(b|$)").Select(m => (Start: judged[m.Index].at, End: m.Value.EndsWith('b') ? judged[m.Index + m.Length - 1].at : -1, Periods: m.Value.Count(c => c == 'i'))).ToList();

            var (watch, found) = (default(PeriodWatch), new List<(int Start, int End, int Periods)>());
            for (var at = 0; at < verdicts.Length; at++)
            {
                var open = watch.Open;
                (watch, var step) = watch.After(Of(verdicts[at]), T0.AddHours(at), periods);
                if (step == WatchStep.Ended) found.Add(((int)(open!.Value.Start - T0).TotalHours, at, open.Value.Periods));
            }
            if (watch.Open is { } last) found.Add(((int)(last.Start - T0).TotalHours, -1, last.Periods));
            Assert.That(found, Is.EqualTo(expected), verdicts);
        }
    }

    private static Verdict Of(char letter) => letter switch { 'i' => Verdict.Imbalanced, 'b' => Verdict.Balanced, 'w' => Verdict.WithinUncertainty, _ => Verdict.NotJudged };
}
