using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;

namespace FactoryTwin.Storage.Tests.Histories;

/// <summary>
/// The example historians of OPC 10000-13 (Annex A.1) and the values that the standard gives for them: TimeAverage (A.4, intervals of
/// 5 s), StartBound (A.25, 16 s, where simple and interpolated bounds agree).
/// </summary>
public sealed class PublishedAggregateTests
{
    private const int Good = 1, Uncertain = 2, Bad = 3;
    private static readonly DateTimeOffset Noon = new(2012, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Row[] Historian1 =
    [
        At(0, 0, Bad), At(10, 10), At(20, 20), At(30, 30), At(40, 40, Bad), At(50, 50), At(60, 60), At(70, 70, Uncertain), At(80, 80), At(90, 90),
    ];

    private static readonly Row[] Historian2 =
    [
        At(0, 0, Bad), At(2, 10), At(25, 20), At(28, 25), At(39, 30), At(42, 0, Bad), At(48, 40), At(52, 50), At(72, 60), At(77, 70, Uncertain), At(83, 70), At(86, 80), At(90, 90),
    ];

    [Test]
    public void TimeAverage_of_historian_1()
    {
        var aggregates = Read(Historian1, QualityUse.GoodAndUncertain, 5);
        Assert.That(aggregates.Select(each => each.TimeAverage), Is.EqualTo(new double?[]
        {
            null, null, 12.5, 17.5, 22.5, 27.5, 32.5, 37.5, 42.5, 47.5, 52.5, 57.5, 62.5, 67.5, 72.5, 77.5, 82.5, 87.5, 90, 90,
        }).Within(1e-9));
        // The intervals that the standard calls UncertainDataSubNormal; the others with a value are Good.
        Assert.That(
            aggregates.Where(each => each.Doubtful > TimeSpan.Zero).Select(each => (each.Start - Noon).TotalSeconds),
            Is.EqualTo(new double[] { 30, 35, 40, 45, 60, 65, 70, 75, 90, 95 }));
    }

    [Test]
    public void TimeAverage_of_historian_2()
    {
        var aggregates = Read(Historian2, QualityUse.Good, 5);
        Assert.That(aggregates.Take(5).Select(each => Math.Round(each.TimeAverage!.Value, 3)), Is.EqualTo(new[] { 10.652, 12.391, 14.565, 16.739, 18.913 }));
        Assert.That(aggregates[9].TimeAverage, Is.EqualTo(40).Within(1e-9));
        Assert.That(aggregates[0].Covered, Is.EqualTo(TimeSpan.FromSeconds(3)), "the standard calls the first interval partial");
    }

    [Test]
    public void Bounds_of_historians_1_2_and_3()
    {
        Assert.That(Bounds(Read(Historian1, QualityUse.GoodAndUncertain, 16), 1, 4, 5), Is.EqualTo(new double?[] { 16, 64, 80 }));
        Assert.That(Bounds(Read(Historian2, QualityUse.Good, 16), 1, 2, 3, 4), Is.EqualTo(new double?[] { 16.087, 26.818, 40, 56 }));
        Assert.That(Bounds(Read(Historian2, QualityUse.Good, 16, stepped: true), 1, 2, 3, 4), Is.EqualTo(new double?[] { 10, 25, 40, 50 }));
    }

    private static IEnumerable<double?> Bounds(IReadOnlyList<Aggregate> aggregates, params int[] indexes) =>
        indexes.Select(i => aggregates[i].StartBound is { } bound ? Math.Round(bound, 3) : (double?)null);

    private static IReadOnlyList<Aggregate> Read(Row[] rows, QualityUse use, int seconds, bool stepped = false) =>
        AggregateFoldTests.Fold(new AggregateQuery(Noon, Noon.AddSeconds(100), TimeSpan.FromSeconds(seconds)) { Use = use, Stepped = stepped }, rows);

    private static Row At(int seconds, double value, int quality = Good) => new(Noon.AddSeconds(seconds).UtcTicks, value, quality);
}
