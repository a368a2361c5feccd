using FactoryTwin.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Ingestion.Tests.Service;

internal sealed class ReplayTests : StackFixture
{
    [Test]
    public async Task Rows_that_todays_mapping_takes_are_stored_and_leave_the_list()
    {
        await Stack.ImportAsync(Lab, "time,a,\"new\"\n2026-01-01T00:00:00Z,1,5\n2026-01-01T00:00:01Z,2,oops\n2026-01-01T00:00:02Z,2\n");
        await MapAsync("new");

        var result = await Stack.Replays.ReplayAsync(Lab, CancellationToken.None);

        Assert.That((result.Rows, result.Accepted, result.Rejected, result.AcceptedReadings, result.DuplicateReadings), Is.EqualTo((3, 1, 2, 1, 2)));
        Assert.That((await Stack.SamplesAsync("lab.new")).Select(s => s.Value), Is.EqualTo([5d]));
        Assert.That((await Stack.RejectedAsync(Lab)).Select(r => (r.Line, r.Reason)), Is.EquivalentTo([(3, RejectReason.NotANumber), (4, RejectReason.ColumnCount)]));
    }

    [Test]
    public async Task Pushed_readings_are_replayed_too()
    {
        var request = new PushReadingsRequest { Source = Lab };
        request.Readings.Add(new RawReading { Tag = "new", Value = 1.5, EventTime = DateTimeOffset.UnixEpoch.ToTimestamp() });
        request.Readings.Add(new RawReading { Tag = "never", Value = double.NaN });
        await Stack.Pushes.PushAsync(request, "push", CancellationToken.None);
        await MapAsync("new");

        var result = await Stack.Replays.ReplayAsync(Lab, CancellationToken.None);

        Assert.That((result.Rows, result.Accepted, result.Rejected), Is.EqualTo((2, 1, 1)));
        Assert.That((await Stack.SamplesAsync("lab.new")).Single().Value, Is.EqualTo(1.5));
        Assert.That((await Stack.RejectedAsync(Lab)).Select(r => r.Column), Is.EqualTo(["never"]));
    }

    [Test]
    public async Task Many_rows_are_replayed_page_by_page_each_once()
    {
        await Stack.ImportAsync(Lab, "time,new,newer\n" + string.Concat(Enumerable.Range(0, 1_300).Select(i => $"2026-01-01T00:{i / 60:D2}:{i % 60:D2}Z,{i},\n")));
        await MapAsync("new");

        var result = await Stack.Replays.ReplayAsync(Lab, CancellationToken.None);

        Assert.That((result.Rows, result.Accepted, result.Rejected), Is.EqualTo((1_300, 1_300, 0)));
        Assert.That(await Stack.RejectedAsync(Lab), Is.Empty);
        Assert.That(await Stack.SamplesAsync("lab.new"), Has.Count.EqualTo(1_300));
    }

    private Task MapAsync(string column) => Stack.Sources.UpdateAsync(
        Lab, "", source => source.Mappings.Add(new ColumnMapping { Column = column, Point = "lab." + column }), CancellationToken.None);
}
