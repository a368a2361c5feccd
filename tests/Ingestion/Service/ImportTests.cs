using Google.Api;
using FactoryTwin.Ingestion.V1;
using Grpc.Core;

namespace FactoryTwin.Ingestion.Tests.Service;

internal sealed class ImportTests : StackFixture
{
    private const string Good = "time,a,b\n2026-01-01T00:00:00Z,1,2\n2026-01-01T00:00:01Z,3,4\n";

    [Test]
    public async Task Every_cell_is_stored_and_reads_back()
    {
        var result = await Stack.ImportAsync(Lab, Good);

        Assert.That(result, Is.EqualTo(new ImportReadingsResponse { Accepted = 2, Rows = 2, AcceptedReadings = 4, RawBatch = "sources/lab/rawBatches/1" }));
        Assert.That((await Stack.SamplesAsync("lab.a")).Select(s => s.Value), Is.EqualTo([1d, 3d]));
        Assert.That((await Stack.SamplesAsync("lab.b")).Select(s => s.Value), Is.EqualTo([2d, 4d]));
    }

    [Test]
    public async Task A_second_import_adds_nothing_even_after_a_restart()
    {
        await Stack.ImportAsync(Lab, Good);
        await RestartAsync();

        var again = await Stack.ImportAsync(Lab, Good);

        Assert.That(again, Is.EqualTo(new ImportReadingsResponse { Duplicates = 2, Rows = 2, DuplicateReadings = 4, RawBatch = "sources/lab/rawBatches/2" }));
        Assert.That(await Stack.SamplesAsync("lab.a"), Has.Count.EqualTo(2));
    }

    [TestCase("2026-01-01T00:00:05Z,1", RejectReason.ColumnCount, "", 0)]
    [TestCase("2026-01-01T00:00:05Z,1,2,3", RejectReason.ColumnCount, "", 0)]
    [TestCase("2026-01-01T00:00:05Z,x,2", RejectReason.NotANumber, "a", 1)]
    [TestCase("2026-01-01T00:00:05Z,1,NaN", RejectReason.NotFinite, "b", 1)]
    [TestCase("2026-01-01T00:00:05Z,1e999,2", RejectReason.NotFinite, "a", 1)]
    [TestCase("soon,1,2", RejectReason.TimeUnreadable, "time", 0)]
    [TestCase("2026-01-01T00:00:05,1,2", RejectReason.TimeWithoutZone, "time", 0)]
    [TestCase("2027-01-01T00:00:00Z,1,2", RejectReason.TimeInFuture, "time", 0)]
    [TestCase("2026-01-01T00:00:05Z,\"1,2", RejectReason.Malformed, "", 0)]
    [TestCase("2026-01-01T00:00:00Z,1,9", RejectReason.ConflictingValue, "b", 0)]
    public async Task A_faulty_row_is_named_by_its_line_and_kept_and_its_good_cells_are_stored(string row, RejectReason reason, string column, int stored)
    {
        var result = await Stack.ImportAsync(Lab, "time,a,b\n2026-01-01T00:00:00Z,1,2\n" + row + "\n2026-01-01T00:00:09Z,3,4\n");

        Assert.That((result.Accepted, result.Rejected, result.Duplicates, result.Rows), Is.EqualTo((2, 1, 0, 3)));
        var rejected = result.RejectedRows.Single();
        Assert.That((rejected.Line, rejected.Reason, rejected.Column, rejected.Raw), Is.EqualTo((3, reason, column, row)));
        Assert.That(rejected.Detail, Is.Not.Empty);
        Assert.That(result.AcceptedReadings, Is.EqualTo(4 + stored));
        Assert.That(result.AcceptedReadings + result.RejectedReadings + result.DuplicateReadings + result.EmptyCells, Is.EqualTo(6));
        await RestartAsync();
        Assert.That(await Stack.RejectedAsync(Lab), Is.EqualTo(new[] { rejected }));
    }

    [Test]
    public async Task A_column_that_the_mapping_does_not_know_is_told_once_a_row_and_the_other_cells_are_stored()
    {
        var result = await Stack.ImportAsync(Lab, "time,a,new,newer\n2026-01-01T00:00:00Z,1,5,\n2026-01-01T00:00:01Z,2,6,7\n2026-01-01T00:00:02Z,3,,\n");

        Assert.That((result.Accepted, result.Rejected, result.AcceptedReadings, result.RejectedReadings, result.EmptyCells), Is.EqualTo((1, 2, 3, 3, 3)));
        Assert.That(result.RejectedRows.Select(r => (r.Line, r.Column, r.Reason)), Is.EqualTo([(2, "new", RejectReason.UnknownPoint), (3, "new", RejectReason.UnknownPoint)]));
        Assert.That(result.RejectedRows[1].Detail, Does.Contain("newer"));
    }

    [Test]
    public async Task Empty_cells_store_nothing_and_ignored_columns_carry_no_reading()
    {
        var result = await Stack.ImportAsync(Lab, "time,a,remark,b\n2026-01-01T00:00:00Z,,all well,2\n2026-01-01T00:00:01Z,,,\n");

        Assert.That((result.Accepted, result.Duplicates, result.Rejected, result.EmptyCells, result.AcceptedReadings), Is.EqualTo((1, 1, 0, 3, 1)));
    }

    [TestCase("time,a,a\n", "'a' 2 times")]
    [TestCase("time,a,\n", "column 3 of the header has no name")]
    [TestCase("time;a;b\n2026-01-01T00:00:00Z;1;2\n", "separator")]
    [TestCase("", "empty")]
    [TestCase("\n\n", "empty")]
    public async Task A_header_that_cannot_be_used_is_refused_before_anything_is_stored(string csv, string expected)
    {
        var error = (await Assert.ThrowsAsync<RpcException>(() => Stack.ImportAsync(Lab, csv)))!;

        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(error.Status.Detail, Does.Contain(expected));
        Assert.That((await Stack.RawBatches.ListAsync(new() { Parent = Lab }, CancellationToken.None)).RawBatches, Is.Empty);
    }

    [TestCase("")]
    [TestCase("application/json")]
    [TestCase("text/csv; charset=utf-16")]
    public async Task Another_content_type_is_refused(string contentType)
    {
        var error = (await Assert.ThrowsAsync<RpcException>(() => Stack.ImportAsync(Lab, Good, contentType: contentType)))!;
        Assert.That((error.StatusCode, error.Status.Detail.Contains("Content-Type", StringComparison.Ordinal)), Is.EqualTo((StatusCode.InvalidArgument, true)));
    }

    [Test]
    public async Task The_sources_own_way_of_writing_is_read()
    {
        var source = Source("sources/rig", "p");
        source.CsvFormat = new() { Separator = ";", TimeColumn = "when", TimeZone = "UTC", QualityColumn = "q" };
        source.Mappings[0].Scale = 10;
        source.Mappings[0].Offset = -1;
        await Stack.Sources.CreateAsync(source, CancellationToken.None);

        var result = await Stack.ImportAsync("sources/rig", "\uFEFFp;q;when\r\n1;good;2020-03-09 10:14:33\r\n2;BAD;2020-03-09 10:14:34\r\n3;;2020-03-09 10:14:35\r\n4;fine;2020-03-09 10:14:36\r\n", contentType: "text/csv; charset=UTF-8");

        Assert.That((result.Accepted, result.Rejected), Is.EqualTo((3, 1)));
        Assert.That((await Stack.SamplesAsync("rig.p")).Select(s => (s.Value, s.Quality)), Is.EqualTo([(9d, 1), (19d, 3), (29d, 2)]));
        Assert.That(result.RejectedRows.Single().Column, Is.EqualTo("q"));
    }

    [Test]
    public async Task The_raw_file_comes_back_byte_for_byte()
    {
        byte[] csv = [.. "time,a,b\r\n2026-01-01T00:00:00Z,1,\"2\"\r\n"u8, 0xff, 0x00, 0x80, .. ",,\n\n"u8];
        var result = await Stack.ImportAsync(Lab, csv, pieceBytes: 7);

        List<HttpBody> pieces = [];
        var size = 0L;
        await Stack.RawBatches.DownloadAsync(
            result.RawBatch,
            (_, bytes) => Task.FromResult(size = bytes),
            piece =>
            {
                pieces.Add(piece.Clone());
                return Task.CompletedTask;
            },
            CancellationToken.None);

        Assert.That(pieces.SelectMany(piece => piece.Data), Is.EqualTo(csv));
        Assert.That(pieces.Select(piece => piece.ContentType).Distinct(), Is.EqualTo(pieces.Count > 1 ? ["text/csv", ""] : new[] { "text/csv" }));
        Assert.That(size, Is.EqualTo(csv.Length));
        var head = (await Stack.RawBatches.ListAsync(new() { Parent = Lab }, CancellationToken.None)).RawBatches.Single();
        Assert.That((head.Complete, head.SizeBytes), Is.EqualTo((true, (long)csv.Length)));
    }

    [Test]
    public async Task An_import_that_is_cut_off_keeps_what_was_committed_and_the_next_try_adds_the_rest_once()
    {
        await using var small = await ReopenAsync(new() { ImportRows = 10 });
        var csv = "time,a\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"2026-01-01T00:00:{i / 10:D2}.{i % 10}Z,{i}\n"));
        var half = Stack.Cut(Lab, System.Text.Encoding.UTF8.GetBytes(csv[..(csv.Length / 2)]), 100, "text/csv");
        await Assert.ThrowsAsync<IOException>(() => small.Imports.ImportAsync(new Pieces(half, new IOException("cut")), CancellationToken.None));
        var before = (await small.SamplesAsync("lab.a")).Count;

        var result = await small.ImportAsync(Lab, csv);

        Assert.That(before, Is.InRange(1, 50));
        Assert.That((result.Accepted, result.Duplicates), Is.EqualTo((100 - before, before)));
        Assert.That((await small.SamplesAsync("lab.a")).Select(s => s.Value), Is.EqualTo(Enumerable.Range(0, 100).Select(i => (double)i)));
        Assert.That((await small.RawBatches.ListAsync(new() { Parent = Lab }, CancellationToken.None)).RawBatches.Select(b => b.Complete), Is.EqualTo([true, false]));
    }

    [Test]
    public async Task Rows_rejected_again_are_kept_once()
    {
        var csv = "time,a,b\n2026-01-01T00:00:00Z,x,y\n";
        await Stack.ImportAsync(Lab, csv);
        var again = await Stack.ImportAsync(Lab, csv);

        Assert.That((again.Rejected, again.RejectedRows.Count), Is.EqualTo((1, 2)));
        Assert.That(await Stack.RejectedAsync(Lab), Has.Count.EqualTo(2));
    }

    private async Task<Stack> ReopenAsync(Services.Ingestion.IngestionOptions options)
    {
        await Stack.Store.DisposeAsync();
        return await Stack.OpenAsync(Folder, options);
    }
}
