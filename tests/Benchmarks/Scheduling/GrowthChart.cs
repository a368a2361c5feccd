using System.Globalization;
using System.Text;

namespace FactoryTwin.Benchmarks.Scheduling;

/// <summary>Draws how the exact decider's time grows, one panel a dimension, both axes logarithmic, as an SVG that needs no script.</summary>
internal static class GrowthChart
{
    private const int Width = 260;
    private const int Height = 220;
    private const int Left = 48;
    private const int Top = 28;
    private const int Inner = 180;
    private const int Tall = 150;

    /// <summary>A panel: its title and the measured points (size, milliseconds).</summary>
    public sealed record Panel(string Title, IReadOnlyList<(double Size, double Milliseconds)> Points);

    public static string Draw(IReadOnlyList<Panel> panels)
    {
        var (low, high) = (panels.Min(p => p.Points.Min(q => q.Milliseconds)), panels.Max(p => p.Points.Max(q => q.Milliseconds)));
        var (bottom, top) = (Math.Floor(Math.Log10(low)), Math.Ceiling(Math.Log10(high)));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width * panels.Count} {Height}\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\">\n");
        text.Append("<title>Time of the exact decider by horizon, capacity and parts</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        for (var i = 0; i < panels.Count; i++) Add(text, panels[i], i * Width, bottom, top);
        return text.Append("</svg>\n").ToString();
    }

    private static void Add(StringBuilder text, Panel panel, int at, double bottom, double top)
    {
        var (first, last) = (Math.Log10(panel.Points[0].Size), Math.Log10(panel.Points[^1].Size));
        double X(double size) => at + Left + (Inner * (Math.Log10(size) - first) / (last - first));
        double Y(double ms) => Top + Tall - (Tall * (Math.Log10(ms) - bottom) / (top - bottom));
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{at + Left}\" y=\"16\" font-weight=\"bold\">{panel.Title}</text>\n");
        for (var decade = bottom; decade <= top; decade++)
        {
            var y = Y(Math.Pow(10, decade));
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{at + Left} {y:F1}h{Inner}\" stroke=\"#ddd\"/><text x=\"{at + Left - 6}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{Math.Pow(10, decade)} ms</text>\n");
        }
        // In proportion to the size: what a straight line of slope one would be.
        var (from, to) = (panel.Points[0], panel.Points[^1]);
        text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{X(from.Size):F1} {Y(from.Milliseconds):F1}L{X(to.Size):F1} {Y(from.Milliseconds * to.Size / from.Size):F1}\" stroke=\"#999\" stroke-dasharray=\"4 3\"/>\n");
        text.Append("<path fill=\"none\" stroke=\"#111\" stroke-width=\"1.5\" d=\"M");
        text.AppendJoin('L', panel.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Size):F1} {Y(p.Milliseconds):F1}"))).Append("\"/>\n");
        foreach (var (size, ms) in panel.Points)
        {
            text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(size):F1}\" cy=\"{Y(ms):F1}\" r=\"3\"/><text x=\"{X(size):F1}\" y=\"{Top + Tall + 16}\" text-anchor=\"middle\">{size:N0}</text>\n");
        }
    }
}
