namespace FactoryTwin.Fuzz.Runs;

/// <summary>Something that must not be.</summary>
/// <param name="Attack">Which attack found it; empty where a whole batch did.</param>
/// <param name="Number">The case: with the seed it can be run again.</param>
/// <param name="What">What was sent, and what is wrong.</param>
internal sealed record Finding(string Attack, int Number, string What)
{
    public override string ToString() => $"[{Attack} {Number}] {(What.Length > 3000 ? What[..3000] + "…" : What)}";
}

/// <summary>The server at a time of a run, measured after full collections.</summary>
/// <param name="At">Since the run began.</param>
/// <param name="Cases">So many were made until then.</param>
/// <param name="Vitals">How it was.</param>
internal sealed record Point(TimeSpan At, int Cases, Server.Vitals Vitals)
{
    public override string ToString() => $"| {At.TotalSeconds:F0} | {Cases:N0} | {Vitals.Heap / 1048576.0:F1} | {Vitals.Pooled / 1048576.0:F1} | {Vitals.Resident >> 20} |";
}

/// <summary>What a run did.</summary>
/// <param name="Cases">By attack.</param>
/// <param name="Time">It took.</param>
/// <param name="Before">The server after warming up.</param>
/// <param name="After">The server at the end; null where it did not live so long.</param>
/// <param name="Findings">At most <see cref="FuzzRun.MostFindings"/>.</param>
internal sealed record Report(IReadOnlyDictionary<string, int> Cases, TimeSpan Time, Server.Vitals Before, Server.Vitals? After, IReadOnlyList<Finding> Findings)
{
    /// <summary>More rows are thinned out.</summary>
    private const int MostRows = 25;

    /// <summary>The server after each round.</summary>
    public IReadOnlyList<Point> Curve { get; init; } = [];

    private IEnumerable<Point> Rows => Curve.Where((_, at) => at == Curve.Count - 1 || at % ((Curve.Count / MostRows) + 1) == 0);

    public override string ToString() =>
        $"{Cases.Values.Sum()} cases in {Time.TotalSeconds:F0} s ({Cases.Values.Sum() / Time.TotalSeconds:F0}/s): "
        + string.Join(", ", Cases.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key} {each.Value}"))
        + $"{Environment.NewLine}heap {Before.Heap >> 20} -> {After?.Heap >> 20} MiB, of it pooled {Before.Pooled >> 20} -> {After?.Pooled >> 20} MiB, resident {Before.Resident >> 20} -> {After?.Resident >> 20} MiB"
        + $"{Environment.NewLine}| second | cases | heap, MiB | of it pooled, MiB | resident, MiB |{Environment.NewLine}| --- | --- | --- | --- | --- |"
        + string.Concat(Rows.Select(point => Environment.NewLine + point))
        + string.Concat(Findings.Select(finding => Environment.NewLine + finding));
}
