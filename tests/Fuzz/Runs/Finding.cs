namespace FactoryTwin.Fuzz.Runs;

/// <summary>Something that must not be.</summary>
/// <param name="Attack">Which attack found it; empty where a whole batch did.</param>
/// <param name="Number">The case: with the seed it can be run again.</param>
/// <param name="What">What was sent, and what is wrong.</param>
internal sealed record Finding(string Attack, int Number, string What)
{
    public override string ToString() => $"[{Attack} {Number}] {(What.Length > 3000 ? What[..3000] + "…" : What)}";
}

/// <summary>What a run did.</summary>
/// <param name="Cases">By attack.</param>
/// <param name="Time">It took.</param>
/// <param name="Before">The server after warming up.</param>
/// <param name="After">The server at the end; null where it did not live so long.</param>
/// <param name="Findings">At most <see cref="FuzzRun.MostFindings"/>.</param>
internal sealed record Report(IReadOnlyDictionary<string, int> Cases, TimeSpan Time, Server.Vitals Before, Server.Vitals? After, IReadOnlyList<Finding> Findings)
{
    /// <summary>Vitals after each round, each measured after full collections.</summary>
    public IReadOnlyList<(int Cases, Server.Vitals Vitals)> Curve { get; init; } = [];

    public override string ToString() =>
        $"{Cases.Values.Sum()} cases in {Time.TotalSeconds:F0} s ({Cases.Values.Sum() / Time.TotalSeconds:F0}/s): "
        + string.Join(", ", Cases.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key} {each.Value}"))
        + $"{Environment.NewLine}heap {Before.Heap >> 20} -> {After?.Heap >> 20} MiB, resident {Before.Resident >> 20} -> {After?.Resident >> 20} MiB"
        + string.Concat(Curve.Select(point => $"{Environment.NewLine}| {point.Cases} | {point.Vitals.Heap >> 20} | {point.Vitals.Resident >> 20} |"))
        + string.Concat(Findings.Select(finding => Environment.NewLine + finding));
}
