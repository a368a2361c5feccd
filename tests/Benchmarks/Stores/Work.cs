using FactoryTwin.Events;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Storage;
using Google.Protobuf;

namespace FactoryTwin.Benchmarks.Stores;

/// <summary>The work of the contest, the same for all.</summary>
internal static class Work
{
    public const int Points = 200;
    private const int Documents = 500;
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Names = [.. Enumerable.Range(0, Points).Select(i => $"points/unit-{i / 20}-measurement-{i % 20}")];

    public static History Trend { get; } = new("trend");

    public static Collection<Source> Sources { get; } = new("sources", source => source.Name, new Index<Source>("owner", IndexKind.Text, source => source.Owner));

    /// <summary>Five seconds of every point.</summary>
    public static SeriesSample[] Samples(int batch)
    {
        var samples = new SeriesSample[Points * 5];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = new SeriesSample(Names[i % Points], new Sample(Start.AddSeconds((batch * 5) + (i / Points)), Math.Round(50 + Math.Sin(batch + i), 3), 1));
        return samples;
    }

    public static string Name(int number) => $"sources/{number % Documents:D4}";

    public static Source Source(int number)
    {
        var source = new Source { Name = Name(number), DisplayName = "new", Owner = "operations", Origin = "a system of the contest" };
        for (var i = 0; i < 10; i++)
            source.Mappings.Add(new ColumnMapping { Column = $"C{i}", Point = $"point-{number}-{i}", Unit = "mol%" });
        return source;
    }

    public static CloudEvent Event(Source source) =>
        new(Guid.NewGuid().ToString("N"), "/services/contest", source.GetType().Name, Start, source.Name, source.ToByteArray());
}
