using FactoryTwin.Storage;
using FactoryTwin.Storage.Histories.Aggregates;

namespace FactoryTwin.Services.TwinState.History;

/// <summary>
/// Reduces a series for drawing: of each of equal intervals the first, lowest, highest and last sample are kept (M4 aggregation,
/// Jugel et al., VLDB 2014), so that no peak is lost and every point drawn was really stored.
/// </summary>
internal static class Drawing
{
    /// <summary>The length of an interval by which at most <paramref name="maxSamples"/> are kept, at least 4.</summary>
    public static TimeSpan Interval(DateTimeOffset start, DateTimeOffset end, int maxSamples) =>
        TimeSpan.FromTicks(((end.UtcTicks - start.UtcTicks - 1) / (maxSamples / 4)) + 1);

    /// <summary>The kept samples, oldest first.</summary>
    public static IEnumerable<Sample> Corners(IEnumerable<Aggregate> aggregates) =>
        aggregates.Where(each => each.Count > 0).SelectMany(each =>
            new[] { each.First!.Value, each.Minimum!.Value, each.Maximum!.Value, each.Last!.Value }.DistinctBy(sample => sample.Time).OrderBy(sample => sample.Time));
}
