using System.Globalization;

namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>The end of a run.</summary>
internal sealed record CrashResult(
    CrashOptions Options, Counts Counts, Verdict Verdict, long Acknowledged, long Arrived, long Again, long Refusals, IReadOnlyList<string> Deaths, TimeSpan Time)
{
    /// <summary>Every promise was kept.</summary>
    public bool Kept => Verdict is { Lost: 0, Doubled: 0, Foreign: 0 } && Deaths.Count == 0 && Counts.Kills >= Options.Kills && Verdict.Effects > 0;

    public string Table()
    {
        var adapters = Options.IsCluster ? "Kafka, PostgreSQL" : "embedded, SQLite";
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{adapters}: seed {Options.Seed}, {Options.Lanes} lanes, {Time.TotalSeconds:0} s"),
            "",
            "| kills | producer | relay | consumer | database | broker cuts | disk full | clock stepped | starts refused |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            Counts.ToString(),
            "",
            "| written | acknowledged | arrived | arrived twice | effects | refused and tried again | lost | doubled | foreign | died by itself |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            string.Create(CultureInfo.InvariantCulture,
                $"| {Verdict.Written} | {Acknowledged} | {Arrived} | {Again} | {Verdict.Effects} | {Refusals} | {Verdict.Lost} | {Verdict.Doubled} | {Verdict.Foreign} | {Deaths.Count} |"),
        };
        lines.AddRange(Deaths.Take(5).Select(death => "died: " + death));
        return string.Join('\n', lines);
    }
}
