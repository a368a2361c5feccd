using System.Net;
using FactoryTwin.Common.V1;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Testing;
using FactoryTwin.Twin.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.TwinState.Tests;

public sealed class PointsServiceTests
{
    [Test]
    public async Task What_was_recorded_reads_back_bit_for_bit_page_by_page()
    {
        await using var twin = await TwinHost.StartAsync();
        var random = new Random(7);
        var values = Enumerable.Range(0, 257).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())).Where(double.IsFinite).ToArray();
        await twin.PublishAsync("p", TwinHost.Now, values);
        await twin.HistoryAsync("p", values.Length);

        var read = new List<double>();
        var token = "";
        do
        {
            var page = await twin.Points.QueryPointHistoryAsync(new QueryPointHistoryRequest { Name = "points/p", PageSize = 10, PageToken = token });
            Assert.That(page.Samples, Has.Count.LessThanOrEqualTo(10));
            read.AddRange(page.Samples.Select(s => s.Value));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.That(read.Select(BitConverter.DoubleToInt64Bits), Is.EqualTo(values.Select(BitConverter.DoubleToInt64Bits)));
    }

    [Test]
    public async Task A_range_is_inclusive_at_its_start_and_exclusive_at_its_end()
    {
        await using var twin = await TwinHost.StartAsync();
        await twin.PublishAsync("p", TwinHost.Now, 0, 1, 2, 3, 4);
        await twin.HistoryAsync("p", 5);
        var page = await twin.Points.QueryPointHistoryAsync(new QueryPointHistoryRequest
        {
            Name = "points/p", StartTime = TwinHost.Now.AddSeconds(1).ToTimestamp(), EndTime = TwinHost.Now.AddSeconds(3).ToTimestamp(),
        });
        Assert.That(page.Samples.Select(s => s.Value), Is.EqualTo(new[] { 1.0, 2.0 }));
    }

    [Test]
    public async Task A_repeated_event_changes_nothing()
    {
        await using var twin = await TwinHost.StartAsync();
        for (var i = 0; i < 3; i++) await twin.PublishAsync("p", TwinHost.Now, 1, 2, 3);
        await twin.PublishAsync("q", TwinHost.Now, 9);
        await twin.HistoryAsync("q", 1);
        Assert.That((await twin.HistoryAsync("p", 3)).Select(s => s.Value), Is.EqualTo(new[] { 1.0, 2, 3 }));
    }

    [Test]
    public async Task A_watch_begins_with_present_values_and_goes_on_with_changes()
    {
        await using var twin = await TwinHost.StartAsync();
        await twin.PublishAsync("p", TwinHost.Now, 1);
        await twin.HistoryAsync("p", 1);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var watch = twin.Points.WatchPoints(new WatchPointsRequest { Points = { "p" } }, cancellationToken: limit.Token);
        Assert.That(await watch.ResponseStream.MoveNext(limit.Token));
        var first = watch.ResponseStream.Current;
        await twin.PublishAsync("other", TwinHost.Now, 5);
        await twin.PublishAsync("p", TwinHost.Now.AddSeconds(1), 2);
        LiveValue change;
        do
        {
            Assert.That(await watch.ResponseStream.MoveNext(limit.Token));
            Assert.That(watch.ResponseStream.Current.Snapshot, Is.False);
            change = watch.ResponseStream.Current.Changes.Single();
        }
        while (change.Value == 1); // a reading stored between the watch's start and its snapshot may come once more

        Assert.Multiple(() =>
        {
            Assert.That(first.Snapshot, Is.True);
            Assert.That(first.Changes.Single().Value, Is.EqualTo(1));
            Assert.That(change.Value, Is.EqualTo(2));
            Assert.That(change.Point, Is.EqualTo("p"));
        });
    }

    [Test]
    public async Task A_watch_that_was_cut_goes_on_with_what_changed_since_and_nothing_else()
    {
        await using var twin = await TwinHost.StartAsync();
        foreach (var point in new[] { "p", "q" })
        {
            await twin.PublishAsync(point, TwinHost.Now, 1);
            await twin.HistoryAsync(point, 1);
        }
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string token;
        using (var watch = twin.Points.WatchPoints(new WatchPointsRequest(), cancellationToken: limit.Token))
        {
            Assert.That(await watch.ResponseStream.MoveNext(limit.Token));
            token = watch.ResponseStream.Current.ResumeToken;
        }
        await twin.PublishAsync("q", TwinHost.Now.AddSeconds(1), 2);
        await twin.HistoryAsync("q", 2);

        using var resumed = twin.Points.WatchPoints(new WatchPointsRequest { ResumeToken = token }, cancellationToken: limit.Token);
        Assert.That(await resumed.ResponseStream.MoveNext(limit.Token));
        var first = resumed.ResponseStream.Current;
        Assert.That((first.Snapshot, first.Changes.Single().Point, first.Changes.Single().Value), Is.EqualTo((false, "q", 2.0)));

        using var again = new HttpRequestMessage(HttpMethod.Get, "/v1/points:watch") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        again.Headers.Add("Last-Event-ID", "another-7");
        using var answer = await twin.Rest.SendAsync(again, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(limit.Token));
        var text = "";
        while (!text.Contains("data: {\"changes\"", StringComparison.Ordinal))
            text += await lines.ReadLineAsync(limit.Token) + "\n";
        Assert.That(text, Does.Contain("event: reset").And.Contain("\"snapshot\":true"));
    }

    [Test]
    public async Task A_restart_shows_the_last_values_at_once_with_their_true_age()
    {
        var clock = new FakeTimeProvider(TwinHost.Now.AddMinutes(5));
        await using var twin = await TwinHost.StartAsync(clock);
        await twin.PublishAsync("p", TwinHost.Now, 1, 2, 3);
        await twin.HistoryAsync("p", 3);
        await twin.Host.RestartAsync();
        var live = (await twin.Points.ListLiveValuesAsync(new ListLiveValuesRequest())).LiveValues.Single();
        Assert.Multiple(() =>
        {
            Assert.That(live.Value, Is.EqualTo(3));
            Assert.That(live.Unit, Is.EqualTo("kPa"));
            Assert.That(live.Stale, Is.True);
            Assert.That(live.AgeSeconds, Is.EqualTo(298));
            Assert.That(live.StoreTime, Is.Null, "not kept, so not claimed");
        });
    }

    [Test]
    public async Task A_registered_point_that_never_reported_is_shown_without_value_bad_and_stale()
    {
        await using var twin = await TwinHost.StartAsync();
        var source = new Source { Name = "sources/s", Mappings = { new ColumnMapping { Column = "A", Point = "a", Unit = "bar" }, new ColumnMapping { Column = "x", Ignore = true } } };
        await twin.PublishAsync("ingestion.sources", new SourceChanged { Source = source });
        await Eventually.IsTrueAsync(async () => (await twin.Points.ListPointsAsync(new ListPointsRequest { Filter = "source = \"sources/s\"" })).Points.Count == 1);
        var live = (await twin.Points.ListLiveValuesAsync(new ListLiveValuesRequest { Points = { "a" } })).LiveValues.Single();
        Assert.Multiple(() =>
        {
            Assert.That(live.HasValue, Is.False);
            Assert.That(live.Quality, Is.EqualTo(Quality.Bad));
            Assert.That(live.Stale, Is.True);
            Assert.That(live.Unit, Is.EqualTo("bar"));
        });
    }

    [Test]
    public async Task What_is_not_there_is_refused_by_name()
    {
        await using var twin = await TwinHost.StartAsync();
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await twin.Points.QueryPointHistoryAsync(new QueryPointHistoryRequest { Name = "points/none" }));
        using var watch = twin.Points.WatchPoints(new WatchPointsRequest { Points = { "none" } });
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await watch.ResponseStream.MoveNext(CancellationToken.None));
        using var rest = await twin.Rest.GetAsync("/v1/points/none:queryHistory");
        Assert.Multiple(() =>
        {
            Assert.That(missing!.StatusCode, Is.EqualTo(StatusCode.NotFound));
            Assert.That(refused!.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
            Assert.That(rest.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        });
    }

    [Test]
    public async Task Live_values_are_paged_in_order()
    {
        await using var twin = await TwinHost.StartAsync();
        string[] points = ["a", "b", "c", "d", "e"];
        foreach (var point in points) await twin.PublishAsync(point, TwinHost.Now, 1);
        foreach (var point in points) await twin.HistoryAsync(point, 1);
        var read = new List<string>();
        var token = "";
        do
        {
            var page = await twin.Points.ListLiveValuesAsync(new ListLiveValuesRequest { PageSize = 2, PageToken = token });
            read.AddRange(page.LiveValues.Select(v => v.Point));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.That(read, Is.EqualTo(points));
    }
}
