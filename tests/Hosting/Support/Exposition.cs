using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FactoryTwin.Hosting.Tests.Support;

/// <summary>Reads a Prometheus exposition as strictly as its specification is written, and fails where it is broken.</summary>
internal sealed partial class Exposition
{
    private Exposition()
    {
    }

    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Help { get; } = new(StringComparer.Ordinal);

    public List<ExposedSample> Samples { get; } = [];

    public IEnumerable<ExposedSample> Of(string name, params (string Label, string Value)[] labels) =>
        Samples.Where(s => s.Name == name && labels.All(l => s.Labels.GetValueOrDefault(l.Label) == l.Value));

    public static Exposition Parse(string text, bool openMetrics = false)
    {
        var result = new Exposition();
        Assert.That(text, Does.EndWith(openMetrics ? "# EOF\n" : "\n"));
        var lines = text[..^1].Split('\n');
        var current = "";
        foreach (var line in openMetrics ? lines[..^1] : lines)
        {
            Assert.That(line, Is.Not.Empty, "no empty lines");
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
                result.Help.Add(line.Split(' ')[2], line[(line.IndexOf(' ', 7) + 1)..]);
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                result.Types.Add(current = line.Split(' ')[2], line.Split(' ')[3]);
            else
                result.Add(line, current);
        }
        result.CheckHistograms();
        Assert.That(result.Samples.Select(s => s.Identity), Is.Unique, "no series twice");
        return result;
    }

    private void Add(string line, string family)
    {
        var match = SampleLine().Match(line);
        Assert.That(match.Success, Is.True, $"'{line}' is a sample");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in LabelPair().Matches(match.Groups["labels"].Value))
            labels.Add(label.Groups["name"].Value, Unescape(label.Groups["value"].Value));
        var name = match.Groups["name"].Value;
        Assert.That(name, Does.StartWith(family), "samples follow their family's type");
        Samples.Add(new ExposedSample(name, labels, Number(match.Groups["value"].Value)));
    }

    private void CheckHistograms()
    {
        foreach (var family in Types.Where(t => t.Value == "histogram").Select(t => t.Key))
        {
            foreach (var series in Of(family + "_bucket").GroupBy(s => s.WithoutBound))
            {
                var buckets = series.ToArray();
                Assert.That(buckets.Select(b => Number(b.Labels["le"])), Is.Ordered.And.Unique, family);
                Assert.That(buckets.Select(b => b.Value), Is.Ordered, family + " is cumulative");
                Assert.That(buckets[^1].Labels["le"], Is.EqualTo("+Inf"), family);
                var count = Of(family + "_count").Single(s => s.WithoutBound == series.Key.Replace("_bucket", "_count"));
                Assert.That(buckets[^1].Value, Is.EqualTo(count.Value), family);
            }
        }
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
            plain.Append(text[i] != '\\' ? text[i] : text[++i] == 'n' ? '\n' : text[i]);
        return plain.ToString();
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)+)\})? (?<value>\S+)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)",?""")]
    private static partial Regex LabelPair();
}

internal sealed record ExposedSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string Identity => Name + string.Concat(Labels.OrderBy(l => l.Key).Select(l => $"|{l.Key}={l.Value}"));

    public string WithoutBound => Name + string.Concat(Labels.Where(l => l.Key != "le").OrderBy(l => l.Key).Select(l => $"|{l.Key}={l.Value}"));
}
