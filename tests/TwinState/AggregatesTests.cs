using System.Net;
using FactoryTwin.Common.V1;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Twin.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.TwinState.Tests;

public sealed class AggregatesTests
{
    [Test]
    public async Task Many_points_are_answered_page_by_page_with_units_counts_and_means()
    {
        await using var twin = await TwinHost.StartAsync();
        foreach (var point in new[] { "c", "a", "b" }) await twin.PublishAsync(point, TwinHost.Now, 0, 2, 4, 6, 8, 10);
        foreach (var point in new[] { "a", "b", "c" }) await twin.HistoryAsync(point, 6);

        var request = new QueryPointAggregatesRequest
        {
            Points = { "b", "a", "c", "a" }, StartTime = TwinHost.Now.ToTimestamp(), EndTime = TwinHost.Now.AddSeconds(4).ToTimestamp(), Interval = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)), PageSize = 2,
        };
        var first = await twin.Points.QueryPointAggregatesAsync(request);
        request.PageToken = first.NextPageToken;
        var second = await twin.Points.QueryPointAggregatesAsync(request);

        Assert.That(first.Points.Concat(second.Points).Select(each => (each.Point, each.Unit)), Is.EqualTo(new[] { ("a", "kPa"), ("b", "kPa"), ("c", "kPa") }));
        Assert.That(second.NextPageToken, Is.Empty);
        var intervals = first.Points[0].Intervals;
        Assert.That(intervals.Select(each => (each.GoodCount, each.Minimum.Value, each.Maximum.Value, each.Average, each.TimeAverage, each.StartValue, each.Quality)), Is.EqualTo(new[]
        {
            (2, 0.0, 2.0, 1.0, 2.0, 0.0, Quality.Good), (2, 4.0, 6.0, 5.0, 6.0, 4.0, Quality.Good),
        }));
        Assert.That(intervals.Select(each => each.CoveredDuration.ToTimeSpan().TotalSeconds), Is.All.EqualTo(2));
    }

    [Test]
    public async Task Bad_samples_are_left_out_and_counted_and_uncertain_ones_as_asked()
    {
        await using var twin = await TwinHost.StartAsync();
        Quality[] qualities = [Quality.Good, Quality.Bad, Quality.Uncertain, Quality.Good];
        await twin.PublishAsync("ingestion.telemetry", new ReadingsRecorded
        {
            Source = "sources/test",
            Readings = { qualities.Select((quality, i) => new Reading { Point = "p", EventTime = TwinHost.Now.AddSeconds(i).ToTimestamp(), Value = i * i, Unit = "kPa", Quality = quality }) },
        });
        await twin.HistoryAsync("p", 4);

        var request = new QueryPointAggregatesRequest { Points = { "p" }, StartTime = TwinHost.Now.ToTimestamp(), EndTime = TwinHost.Now.AddSeconds(4).ToTimestamp(), Stepped = true };
        var strict = (await twin.Points.QueryPointAggregatesAsync(request)).Points.Single().Intervals.Single();
        request.IncludeUncertain = true;
        var lenient = (await twin.Points.QueryPointAggregatesAsync(request)).Points.Single().Intervals.Single();
        Assert.Multiple(() =>
        {
            Assert.That((strict.GoodCount, strict.UncertainCount, strict.BadCount, strict.Quality), Is.EqualTo((2, 1, 1, Quality.Uncertain)));
            Assert.That((strict.Average, lenient.Average), Is.EqualTo((4.5, 13.0 / 3)));
            Assert.That(strict.TimeAverage, Is.EqualTo(9.0 / 4), "0 is held for three seconds, 9 for one");
            Assert.That(lenient.TimeAverage, Is.EqualTo((0 + 0 + 4 + 9) / 4.0));
        });
    }

    [Test]
    public async Task A_point_without_samples_is_bad_and_empty_by_rest_as_well()
    {
        await using var twin = await TwinHost.StartAsync();
        await twin.PublishAsync("p", TwinHost.Now, 1, 3);
        await twin.HistoryAsync("p", 2);
        using var answer = await twin.Rest.GetAsync("/v1/points:queryAggregates?points=p&startTime=2026-03-01T11:00:00Z&endTime=2026-03-01T13:00:00Z&interval=3600s");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        var intervals = Google.Protobuf.JsonParser.Default.Parse<QueryPointAggregatesResponse>(text).Points.Single().Intervals;
        Assert.That(intervals.Select(each => (each.Quality, each.GoodCount, each.HasTimeAverage, each.HasAverage ? each.Average : 0)), Is.EqualTo(new[]
        {
            (Quality.Bad, 0, false, 0.0), (Quality.Uncertain, 2, true, 2.0),
        }));
    }

    [TestCase("points=none&startTime=2026-03-01T11:00:00Z", "points")]
    [TestCase("startTime=2026-03-01T11:00:00Z", "points")]
    [TestCase("points=p", "startTime")]
    [TestCase("points=p&startTime=2026-03-01T11:00:00Z&endTime=2026-03-01T11:00:00Z", "endTime")]
    [TestCase("points=p&startTime=2026-03-01T11:00:00Z&endTime=2026-03-01T13:00:00Z&interval=-1s", "interval")]
    [TestCase("points=p&points=q&startTime=2026-03-01T11:00:00Z&endTime=2026-03-01T13:00:00Z&interval=0.1s", "interval")]
    public async Task What_cannot_be_asked_is_refused_by_name(string query, string field)
    {
        await using var twin = await TwinHost.StartAsync();
        foreach (var point in new[] { "p", "q" })
        {
            await twin.PublishAsync(point, TwinHost.Now, 1);
            await twin.HistoryAsync(point, 1);
        }
        using var answer = await twin.Rest.GetAsync("/v1/points:queryAggregates?" + query);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain($"\"{field}\""));
    }
}
