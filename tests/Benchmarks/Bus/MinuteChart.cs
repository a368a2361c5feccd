using System.Globalization;
using System.Text;

namespace FactoryTwin.Benchmarks.Bus;

/// <summary>Draws what a blocked group does to itself, to its neighbour and to the process, second by second, as an SVG that needs no script.</summary>
internal static class MinuteChart
{
    private const int Width = 330;
    private const int Left = 48;
    private const int Top = 28;
    private const int Inner = 270;
    private const int Tall = 130;
    private static readonly string[] Strokes = ["stroke=\"#111\"", "stroke=\"#06c\" stroke-dasharray=\"5 3\""];

    /// <summary>A second: events that wait for the blocked group, what the other one handled, the managed heap and the resident memory.</summary>
    public sealed record Sample(long Lag, long Handled, double HeapMiB, double ResidentMiB);

    public static string Draw(IReadOnlyList<(string Name, List<Sample> Samples)> runs)
    {
        (string Title, Func<Sample, double> Value)[] panels =
            [("blocked group: events that wait", s => s.Lag), ("other group: events/s", s => s.Handled), ("managed heap, MiB", s => s.HeapMiB), ("resident, MiB", s => s.ResidentMiB)];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width * 2} {(Tall + 70) * 2}\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\">\n");
        text.Append("<title>A group that blocks for a minute beside one that does not</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        for (var i = 0; i < panels.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({i % 2 * Width} {i / 2 * (Tall + 60)})\">\n");
            Add(text, panels[i].Title, [.. runs.Select(run => run.Samples.Select(panels[i].Value).ToArray())]);
            text.Append("</g>\n");
        }
        for (var i = 0; i < runs.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left + (i * 140)} {(Tall + 60) * 2}h24\" {Strokes[i]}/><text x=\"{Left + 30 + (i * 140)}\" y=\"{((Tall + 60) * 2) + 4}\">{runs[i].Name}</text>\n");
        return text.Append("</svg>\n").ToString();
    }

    private static void Add(StringBuilder text, string title, double[][] lines)
    {
        var (most, seconds) = (Round(lines.Max(line => line.Max())), lines[0].Length);
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"16\" font-weight=\"bold\">{title}</text>\n");
        for (var part = 0; part <= 2; part++)
        {
            var y = Top + Tall - (Tall * part / 2);
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {y}h{Inner}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{y + 4}\" text-anchor=\"end\">{most * part / 2:N0}</text>\n");
        }
        for (var second = 0; second <= seconds; second += 20)
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (Inner * second / seconds)}\" y=\"{Top + Tall + 16}\" text-anchor=\"middle\">{second} s</text>\n");
        for (var i = 0; i < lines.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke-width=\"1.5\" {Strokes[i]} d=\"M");
            text.AppendJoin('L', lines[i].Select((value, at) => string.Create(CultureInfo.InvariantCulture, $"{Left + (Inner * (at + 1.0) / seconds):F1} {Top + Tall - (Tall * value / most):F1}"))).Append("\"/>\n");
        }
    }

    /// <summary>The next of 2, 4, 6, 8 and 10 times a power of ten, so that the half of it is a round number too.</summary>
    private static double Round(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, value))));
        return Math.Ceiling(value / power / 2) * 2 * power;
    }
}
