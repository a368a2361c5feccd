using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Tests.Histories;

public sealed class AggregateFoldTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Aggregates_are_those_of_their_definitions_over_random_series([Values] QualityUse use, [Values] bool stepped)
    {
        var random = new Random(17);
        for (var run = 0; run < 60; run++)
        {
            var rows = RandomRows(random);
            var query = new AggregateQuery(Start.AddSeconds(random.Next(-20, 60)), Start.AddSeconds(random.Next(61, 120)), TimeSpan.FromMilliseconds(random.Next(500, 40_000)))
            {
                Stepped = stepped,
                Use = use,
            };
            PlainAggregates.AreEqual(Fold(query, rows), rows, query, $"run {run}");
            PlainAggregates.AreEqual(FoldChunks(query, rows, random), rows, query, $"run {run}, in chunks");
        }
    }

    [Test]
    public void Between_two_samples_a_ramp_has_the_mean_of_each_interval_and_steps_have_the_value_before()
    {
        Row[] rows = [At(0, 0), At(100, 100)];
        var query = new AggregateQuery(Start, Start.AddSeconds(100), TimeSpan.FromSeconds(10));
        Assert.That(Fold(query, rows).Select(each => each.TimeAverage), Is.EqualTo(Enumerable.Range(0, 10).Select(i => (10.0 * i) + 5)).Within(1e-12));
        Assert.That(Fold(query, rows).Select(each => each.StartBound), Is.EqualTo(Enumerable.Range(0, 10).Select(i => 10.0 * i)).Within(1e-12));
        Assert.That(Fold(query with { Stepped = true }, rows).Select(each => each.TimeAverage), Is.All.EqualTo(0));
    }

    [Test]
    public void The_mean_over_time_of_a_sine_nears_what_analysis_says()
    {
        var rows = Enumerable.Range(0, 36_001).Select(i => At(i / 100.0, Math.Sin(i / 100.0))).ToArray();
        var query = new AggregateQuery(Start, Start.AddSeconds(360), TimeSpan.FromSeconds(7));
        var expected = Enumerable.Range(0, query.Count).Select(i => (From: 7.0 * i, To: Math.Min(360, 7.0 * (i + 1)))).Select(each => (Math.Cos(each.From) - Math.Cos(each.To)) / (each.To - each.From));
        Assert.That(Fold(query, rows).Select(each => each.TimeAverage), Is.EqualTo(expected).Within(1e-4));
    }

    [Test]
    public void Samples_of_uneven_pace_weigh_by_their_time_and_not_by_their_number()
    {
        Row[] rows = [.. Enumerable.Range(0, 50).Select(i => At(i, 10)), At(50, 20), At(100, 20)];
        var only = Fold(new AggregateQuery(Start, Start.AddSeconds(100), TimeSpan.FromSeconds(100)) { Stepped = true }, rows).Single();
        Assert.That(only.TimeAverage, Is.EqualTo(15).Within(1e-12));
        Assert.That(only.Average, Is.EqualTo(520.0 / 51).Within(1e-12));
    }

    [Test]
    public void Values_at_the_end_of_a_double_do_not_become_infinite_numbers()
    {
        Row[] rows = [At(0, double.MaxValue), At(10, double.MinValue), At(20, double.MaxValue), At(30, double.MaxValue)];
        var only = Fold(new AggregateQuery(Start, Start.AddSeconds(40), TimeSpan.FromSeconds(40)), rows).Single();
        Assert.That((only.Average, only.TimeAverage), Is.EqualTo(((double?)null, (double?)null)));
        Assert.That((only.Minimum!.Value.Value, only.Maximum!.Value.Value), Is.EqualTo((double.MinValue, double.MaxValue)));
    }

    [TestCase(0, 0, 1, "end_time")]
    [TestCase(0, 1, 0, "must be positive")]
    [TestCase(0, 200_000, 1, "more than 100000")]
    public void A_query_that_cannot_be_asked_is_refused(int start, int end, int interval, string message)
    {
        var query = new AggregateQuery(Start.AddSeconds(start), Start.AddSeconds(end), TimeSpan.FromSeconds(interval));
        Assert.That(() => new AggregateFold(query), Throws.TypeOf<InvalidQueryException>().With.Message.Contains(message));
    }

    internal static IReadOnlyList<Aggregate> Fold(AggregateQuery query, IReadOnlyList<Row> rows)
    {
        var fold = new AggregateFold(query);
        foreach (var row in Needed(query, rows).TakeWhile(_ => !fold.IsDone))
            fold.Add(row);
        return fold.Finish();
    }

    private static IReadOnlyList<Aggregate> FoldChunks(AggregateQuery query, IReadOnlyList<Row> rows, Random random)
    {
        var fold = new AggregateFold(query);
        var rest = Needed(query, rows).ToArray();
        while (rest.Length > 0 && !fold.IsDone)
        {
            var piece = rest[..(1 + random.Next(Math.Min(6, rest.Length)))];
            rest = rest[piece.Length..];
            if (ChunkHead.Of(piece) is var head && fold.Takes(head))
                fold.Add(head);
            else
                foreach (var row in piece.TakeWhile(_ => !fold.IsDone))
                    fold.Add(row);
        }
        return fold.Finish();
    }

    private static IEnumerable<Row> Needed(AggregateQuery query, IReadOnlyList<Row> rows)
    {
        var first = rows.Where(row => row.Time < query.Start.UtcTicks && query.Use.Takes(row.Quality)).Select(row => row.Time).DefaultIfEmpty(query.Start.UtcTicks).Max();
        return rows.Where(row => row.Time >= first);
    }

    private static Row[] RandomRows(Random random)
    {
        var time = random.Next(-40_000, 80_000);
        var steady = random.Next(2) == 0;
        return [.. Enumerable.Range(0, random.Next(40)).Select(_ => At(
            (time += steady ? 1000 : random.Next(1, 15_000)) / 1000.0, random.Next(-5, 6), random.Next(5) == 0 ? random.Next(5) : 1))];
    }

    private static Row At(double seconds, double value, int quality = 1) => new(Start.AddSeconds(seconds).UtcTicks, value, quality);
}
