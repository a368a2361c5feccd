using FactoryTwin.Common.V1;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion;
using FactoryTwin.Services.Ingestion.Recording;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Ingestion.Tests.Service;

internal sealed class PushTests : StackFixture
{
    private static readonly DateTimeOffset Start = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Good_readings_are_stored_and_the_others_are_told_by_index_and_kept()
    {
        var request = Request(0, Reading("a", 0, 1), Reading("x", 1, 2), Reading("a", 2, double.NaN), Reading("b", 3, 4), Reading("remark", 4, 5));
        request.Readings.Add(new RawReading { Tag = "a", Value = 6 });
        request.Readings.Add(Reading("a", 3600 * 24 * 365, 7));

        var response = await PushAsync(request);

        Assert.That((response.Accepted, response.Rejected, response.Duplicates), Is.EqualTo((2, 5, 0)));
        Assert.That(response.RejectedReadings.Select(r => (r.Index, r.Tag, r.Reason)), Is.EqualTo([
            (1, "x", RejectReason.UnknownPoint), (2, "a", RejectReason.NotFinite), (4, "remark", RejectReason.UnknownPoint),
            (5, "a", RejectReason.TimeUnreadable), (6, "a", RejectReason.TimeInFuture)]));
        var kept = await Stack.RejectedAsync(Lab);
        Assert.That(kept.Select(r => r.Reason), Is.EquivalentTo(response.RejectedReadings.Select(r => r.Reason)));
        Assert.That(kept, Is.All.Matches<RejectedRow>(r => r!.Line == 0 && r.Raw.Length > 0 && r.RawBatch.Length > 0));
    }

    [Test]
    public async Task A_time_beyond_the_calendar_is_refused_by_its_reading_kept_and_no_hindrance_to_a_replay()
    {
        var request = Request(0, Reading("a", 0, 1));
        request.Readings.Add(new RawReading { Tag = "a", Value = 6, EventTime = new Timestamp { Seconds = long.MinValue, Nanos = -1 } });

        var response = await PushAsync(request);

        Assert.That((response.Accepted, response.Rejected), Is.EqualTo((1, 1)));
        Assert.That((response.RejectedReadings.Single().Index, response.RejectedReadings.Single().Reason), Is.EqualTo((1, RejectReason.TimeUnreadable)));
        Assert.That((await Stack.RejectedAsync(Lab)).Single().Raw, Does.Contain("-9223372036854775808"));
        var replayed = await Stack.Replays.ReplayAsync(Lab, CancellationToken.None);
        Assert.That((replayed.Rows, replayed.Rejected), Is.EqualTo((1, 1)), "it cannot be read again, and stays");
        Assert.That(await Stack.RejectedAsync(Lab), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_repeated_batch_is_answered_as_the_first_time_and_stored_once_even_after_a_restart()
    {
        var request = Request(7, Reading("a", 0, 1), Reading("x", 1, 2));
        var first = await PushAsync(request);
        await RestartAsync();

        var second = await PushAsync(request);

        Assert.That(second, Is.EqualTo(first));
        Assert.That(second.Accepted, Is.EqualTo(1));
        Assert.That(await Stack.SamplesAsync("lab.a"), Has.Count.EqualTo(1));
        Assert.That((await Stack.RawBatches.ListAsync(new() { Parent = Lab }, CancellationToken.None)).RawBatches, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_number_that_was_used_for_another_batch_is_refused()
    {
        await PushAsync(Request(7, Reading("a", 0, 1)));

        var error = (await Assert.ThrowsAsync<RpcException>(() => PushAsync(Request(7, Reading("a", 1, 1)))))!;

        Assert.That((error.StatusCode, error.Status.Detail.Contains("sequence", StringComparison.Ordinal)), Is.EqualTo((StatusCode.InvalidArgument, true)));
    }

    [Test]
    public async Task Without_a_number_point_and_time_tell_a_duplicate()
    {
        await PushAsync(Request(0, Reading("a", 0, 1)));

        var response = await PushAsync(Request(0, Reading("a", 0, 1), Reading("a", 1, 1), Reading("a", 1, 2)));

        Assert.That((response.Accepted, response.Duplicates, response.Rejected), Is.EqualTo((1, 1, 1)));
        Assert.That(response.RejectedReadings.Single().Reason, Is.EqualTo(RejectReason.ConflictingValue));
    }

    [Test]
    public async Task Only_new_readings_are_published_in_standard_form()
    {
        await PushAsync(Request(0, Reading("a", 0, 1)));
        await PushAsync(Request(0, Reading("a", 0, 1), Reading("b", 1, 2, Quality.Unspecified)));

        var events = (await Stack.Store.Outbox.PeekAsync(100, CancellationToken.None)).Where(e => e.Topic == Recorder.TelemetryTopic).ToList();

        Assert.That(events.Select(e => e.Event.Key), Is.All.EqualTo(Lab));
        Assert.That(events.SelectMany(e => e.Event.Payload<ReadingsRecorded>().Readings), Is.EqualTo([
            new Reading { Point = "lab.a", EventTime = Start.ToTimestamp(), Value = 1, Unit = "kPa", Quality = Quality.Good },
            new Reading { Point = "lab.b", EventTime = Start.AddSeconds(1).ToTimestamp(), Value = 2, Unit = "kPa", Quality = Quality.Uncertain }]));
    }

    [Test]
    public async Task A_large_batch_is_published_in_events_of_limited_size()
    {
        await PushAsync(Request(0, [.. Enumerable.Range(0, 5_000).Select(i => Reading("a", i, i))]));

        var sizes = (await Stack.Store.Outbox.PeekAsync(100, CancellationToken.None)).Where(e => e.Topic == Recorder.TelemetryTopic)
            .Select(e => e.Event.Payload<ReadingsRecorded>().Readings.Count);

        Assert.That(sizes, Is.EqualTo([2_000, 2_000, 1_000]));
    }

    [Test]
    public async Task Statistics_are_counted_for_the_source_and_survive_a_restart()
    {
        await PushAsync(Request(0, Reading("a", 0, 1), Reading("b", 5, 1), Reading("x", 1, 2)));
        await PushAsync(Request(0, Reading("a", 0, 1)));
        await RestartAsync();

        var source = await Stack.Sources.GetAsync(Lab, CancellationToken.None);

        Assert.That(source.Statistics, Is.EqualTo(new SourceStatistics
        {
            AcceptedReadings = 2,
            RejectedReadings = 1,
            DuplicateReadings = 1,
            LastEventTime = Start.AddSeconds(5).ToTimestamp(),
            LastReceiveTime = Stack.Clock.GetUtcNow().ToTimestamp(),
        }));
    }

    [Test]
    public async Task The_kept_answers_of_a_source_are_limited_to_the_newest()
    {
        await Stack.DisposeAsync();
        await using var small = await Stack.OpenAsync(Folder, new() { KeptAnswers = 3 });
        for (var i = 1; i <= 10; i++) await small.Pushes.PushAsync(Request(i, Reading("a", i, i)), "push", CancellationToken.None);

        var kept = await small.Store.ListAsync(IngestionStore.Answers, new(100), CancellationToken.None);
        var late = await small.Pushes.PushAsync(Request(1, Reading("a", 1, 1)), "push", CancellationToken.None);

        Assert.That(kept.Documents, Has.Count.EqualTo(3));
        Assert.That((late.Accepted, late.Duplicates), Is.EqualTo((0, 1)), "stored once in any case");
    }

    [Test]
    public async Task A_source_that_sends_only_unknown_tags_does_not_fill_the_list()
    {
        await Stack.DisposeAsync();
        await using var small = await Stack.OpenAsync(Folder, new() { ListedRejects = 5, ListedRejectsPerMinute = 1 });

        var response = await small.Pushes.PushAsync(Request(0, [.. Enumerable.Range(0, 20).Select(i => Reading("x", i, i))]), "push", CancellationToken.None);

        Assert.That((response.Rejected, response.RejectedReadings.Count), Is.EqualTo((20, 20)), "the answer names all");
        Assert.That(await small.RejectedAsync(Lab), Has.Count.EqualTo(5));
    }

    [TestCase("sources/nobody", StatusCode.NotFound)]
    [TestCase("nobody", StatusCode.InvalidArgument)]
    public async Task A_source_that_is_not_registered_is_refused(string source, StatusCode status)
    {
        var request = Request(1, Reading("a", 0, 1));
        request.Source = source;
        Assert.That((await Assert.ThrowsAsync<RpcException>(() => PushAsync(request)))!.StatusCode, Is.EqualTo(status));
    }

    private Task<PushReadingsResponse> PushAsync(PushReadingsRequest request) => Stack.Pushes.PushAsync(request, "push", CancellationToken.None);

    private static PushReadingsRequest Request(long sequence, params RawReading[] readings)
    {
        var request = new PushReadingsRequest { Source = Lab, Sequence = sequence };
        request.Readings.AddRange(readings);
        return request;
    }

    private static RawReading Reading(string tag, int second, double value, Quality quality = Quality.Good) =>
        new() { Tag = tag, EventTime = Start.AddSeconds(second).ToTimestamp(), Value = value, Quality = quality };
}
