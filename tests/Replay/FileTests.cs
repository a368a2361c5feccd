using System.IO.Compression;
using FactoryTwin.Replay.Files;
using FactoryTwin.Testing;

namespace FactoryTwin.Replay.Tests;

public sealed class FileTests
{
    private TempDirectory folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TempDirectory();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [TestCase("a;b;c", ';', "a|b|c")]
    [TestCase("a,\"b,c\",d", ',', "a|b,c|d")]
    [TestCase("\"a \"\"quoted\"\" b\",", ',', "a \"quoted\" b|")]
    [TestCase("  1.5   -2e3\t7 ", null, "1.5|-2e3|7")]
    public void A_line_splits_into_its_cells(string line, char? separator, string cells) =>
        Assert.That(string.Join('|', CellSplitter.Split(line, separator)), Is.EqualTo(cells));

    [Test]
    public void A_quoted_cell_may_span_lines()
    {
        var file = new TableFile(Options("t,note,v\n1,\"two\nlines\",3\n4,x,5\n"));

        Assert.That(file.ReadRows(0).Select(r => r.Cells[2]), Is.EqualTo(new[] { "3", "5" }));
    }

    [Test]
    public void A_gzipped_file_is_recognised_by_its_bytes_and_read_from_any_row()
    {
        var options = Options("");
        using (var zip = new GZipStream(File.Create(options.File), CompressionLevel.Fastest))
            zip.Write("t;a\r\n1;10\r\n2;20\r\n3;30\r\n"u8);
        var file = new TableFile(options with { Separator = ';' });

        Assert.Multiple(() =>
        {
            Assert.That(file.ReadColumns(), Is.EqualTo(new[] { "t", "a" }));
            Assert.That(file.ReadRows(1).Select(r => (r.Number, r.Cells[1])), Is.EqualTo(new[] { (1L, "20"), (2L, "30") }));
        });
    }

    [Test]
    public void A_transposed_file_is_played_sample_by_sample()
    {
        var file = new TableFile(Options(" 1 2 3\n 4 5 6\n") with { Separator = null, Columns = ["auto"], Transposed = true });

        Assert.Multiple(() =>
        {
            Assert.That(file.ReadColumns(), Is.EqualTo(new[] { "c1", "c2" }));
            Assert.That(file.ReadRows(0).Select(r => string.Join(' ', r.Cells)), Is.EqualTo(new[] { "1 4", "2 5", "3 6" }));
        });
    }

    [Test]
    public void A_header_with_the_same_column_twice_is_refused() =>
        Assert.That(() => new TableFile(Options("t,a,a\n")).ReadColumns(), Throws.TypeOf<ReplayException>().With.Message.Contains("'a' twice"));

    [Test]
    public void Times_with_an_offset_and_times_in_a_zone_are_the_same_moment()
    {
        var times = new RowTimes(Options("") with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") }, ["t"]);

        Assert.That(times.Of(new TableRow(0, ["2026-07-01 12:00:00"])), Is.EqualTo(times.Of(new TableRow(1, ["2026-07-01T10:00:00Z"]))));
    }

    [TestCase("2026-07-01 12:00:00", "--zone")]
    [TestCase("yesterday", "no time")]
    public void A_time_that_cannot_be_placed_is_refused_with_the_way_out(string text, string words) =>
        Assert.That(() => new RowTimes(Options(""), ["t"]).Of(new TableRow(0, [text])), Throws.TypeOf<ReplayException>().With.Message.Contains(words));

    [Test]
    public void A_time_column_that_is_not_there_is_refused_with_the_columns_that_are() =>
        Assert.That(() => new RowTimes(Options("") with { TimeColumn = "when" }, ["t", "a"]), Throws.TypeOf<ReplayException>().With.Message.Contains("t, a"));

    [TestCase("Volume Flow RateRMS", "Volume-Flow-RateRMS")]
    [TestCase("°C", "C")]
    [TestCase("", "replay")]
    public void Names_become_ids(string name, string id) => Assert.That(Naming.Id(name), Is.EqualTo(id));

    [Test]
    public void A_point_is_named_after_its_source_and_column_within_the_longest_id()
    {
        Assert.That(Naming.Point("rig", "Flow rate"), Is.EqualTo("rig.Flow-rate"));
        Assert.That(Naming.Point(new string('s', 60), new string('c', 20)), Has.Length.EqualTo(63).And.EndsWith("." + new string('c', 20)));
    }

    private ReplayOptions Options(string text)
    {
        string file = Path.Combine(folder.Path, "file.csv");
        File.WriteAllText(file, text);
        return new ReplayOptions { File = file, Source = "test", StateFile = Path.Combine(folder.Path, "state.json") };
    }
}
