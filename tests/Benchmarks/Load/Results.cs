using System.Globalization;
using System.Text;

namespace FactoryTwin.Benchmarks.Load;

/// <summary>All samples of a contest; the first contender is the one that the others are compared with.</summary>
internal sealed class Results(IReadOnlyList<Contender> contenders)
{
    private readonly Dictionary<(Scenario, Contender), List<Sample>> _samples = [];

    public void Add(Scenario scenario, Contender contender, Sample sample)
    {
        if (!_samples.TryGetValue((scenario, contender), out var list)) _samples[(scenario, contender)] = list = [];
        list.Add(sample);
    }

    /// <summary>The median of one figure.</summary>
    public double Median(Scenario scenario, Contender contender, Func<Sample, double> figure) => Middle([.. _samples[(scenario, contender)].Select(figure)]);

    /// <summary>A Markdown table: medians, and the first contender's rate against each other's, round by round.</summary>
    public string Table(Scenario scenario)
    {
        var unit = scenario.Messages == 1 ? "calls/s" : "messages/s";
        var each = scenario.Messages == 1 ? "call" : "message";
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"\n### {scenario.Name}\n");
        text.Append(CultureInfo.InvariantCulture, $"{scenario.Connections} connections, {scenario.Streams} calls at once on each\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| server | {unit} (least to most) | {contenders[0].Name} against it, by rate (least to most) | server's µs/{each} | bytes allocated/{each} |\n");
        text.Append("| --- | --- | --- | --- | --- |\n");
        foreach (var contender in contenders)
        {
            var rates = _samples[(scenario, contender)].Select(sample => sample.Rate * scenario.Messages).ToArray();
            var ratios = _samples[(scenario, contenders[0])].Zip(_samples[(scenario, contender)], (ours, theirs) => ours.Rate / theirs.Rate).ToArray();
            var allocated = Median(scenario, contender, sample => sample.AllocatedBytes) / scenario.Messages;
            text.Append(CultureInfo.InvariantCulture, $"| {contender.Name} | {Middle(rates):N0} ({rates.Min():N0} to {rates.Max():N0}) ");
            text.Append(CultureInfo.InvariantCulture, $"| {Middle(ratios):0.00} ({ratios.Min():0.00} to {ratios.Max():0.00}) ");
            text.Append(CultureInfo.InvariantCulture, $"| {Median(scenario, contender, sample => sample.ServerMicroseconds) / scenario.Messages:0.0} ");
            text.Append(allocated > 0 ? string.Create(CultureInfo.InvariantCulture, $"| {allocated:N0} |\n") : "| |\n");
        }
        return text.ToString();
    }

    internal static double Middle(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
