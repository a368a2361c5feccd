using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Ingestion.Tests.Imports;

public sealed class CsvReaderTests
{
    [TestCase("a,b\n1,2\n", "a|b", "1|2")]
    [TestCase("a,b\r\n1,2\r\n", "a|b", "1|2")]
    [TestCase("a,b\n1,2", "a|b", "1|2")]
    [TestCase("a,b\r\n1,2\r", "a|b", "1|2")]
    [TestCase("\uFEFFa,b\n1,2", "a|b", "1|2")]
    [TestCase("a,\"b,c\"\n\"1\"\"2\",\n", "a|b,c", "1\"2|")]
    [TestCase("a,\"b\nc\"\n1,2\n", "a|b\nc", "1|2")]
    [TestCase("a,\"b\"\r\n\"\",\"\"\r\n", "a|b", "|")]
    [TestCase("\n\r\na,b\n\n\n1,2\n\n", "a|b", "1|2")]
    [TestCase("a,b\n,\n", "a|b", "|")]
    [TestCase("a b, c \n1 2, 3 \n", "a b| c ", "1 2| 3 ")]
    [TestCase("a,12\"3\n1,2\n", "a|12\"3", "1|2")]
    [TestCase("\"a\"", "a")]
    [TestCase("a,", "a|")]
    [TestCase("")]
    [TestCase("\r")]
    [TestCase("\uFEFF")]
    public void Rows_are_split_whatever_pieces_they_come_in(string text, params string[] rows)
    {
        for (var piece = 1; piece <= Encoding.UTF8.GetByteCount(text) + 1; piece++)
            Assert.That(CsvText.Read(text, piece).Select(r => string.Join('|', r.Fields)), Is.EqualTo(rows), $"pieces of {piece}");
    }

    [Test]
    public void Lines_are_counted_from_the_first_of_the_file()
    {
        var rows = CsvText.Read("t,a\r\n\r\n1,2\n\"x\ny\",3\n4,5\n");

        Assert.That(rows.Select(r => r.Line), Is.EqualTo([1, 3, 4, 6]));
    }

    [Test]
    public void A_quote_that_is_not_closed_costs_its_own_line_only()
    {
        var rows = CsvText.Read("t,a\n1,2\n2,\"3\n3,4\n4,5\n", columns: 2);

        Assert.That(rows.Select(r => (r.Line, r.Malformed, r.Raw)), Is.EqualTo([(1, false, "t,a"), (2, false, "1,2"), (3, true, "2,\"3"), (4, false, "3,4"), (5, false, "4,5")]));
    }

    [Test]
    public void Two_stray_quotes_do_not_swallow_the_lines_between_them()
    {
        var rows = CsvText.Read("1,\"2\n2,3\n3,4\n4,\"5\n5,6\n", columns: 2);

        Assert.That(rows.Select(r => (r.Line, r.Malformed)), Is.EqualTo([(1, true), (2, false), (3, false), (4, true), (5, false)]));
    }

    [Test]
    public void Text_behind_a_closing_quote_is_malformed() =>
        Assert.That(CsvText.Read("\"1\"x,2\n3,4\n").Select(r => (r.Line, r.Malformed)), Is.EqualTo([(1, true), (2, false)]));

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(100_000)]
    public void A_line_beyond_the_limit_is_malformed_and_the_next_one_is_read(int piece)
    {
        var rows = CsvText.Read("1,2\n" + new string('x', 5000) + ",9\n3,4\n", piece, maxRowBytes: 1000);

        Assert.That(rows.Select(r => (r.Line, r.Malformed)), Is.EqualTo([(1, false), (2, true), (3, false)]));
        Assert.That(rows[1].Raw, Has.Length.EqualTo(1000));
    }

    [TestCase(20261122)]
    public void What_is_written_by_RFC_4180_is_read_back(int seed)
    {
        var field = Gen.Elements("", "a", "1.5", "x,y", "say \"so\"", "two\nlines", "\r\n", "µ§é", " ", ";", "\"").ArrayOf().Select(parts => string.Concat(parts));
        var table = Gen.Choose(1, 5).SelectMany(columns => field.ArrayOf(columns).Where(row => row.Length > 1 || row[0].Length > 0).NonEmptyListOf().Select(rows => rows.ToArray()));
        var cases = from rows in table from piece in Gen.Choose(1, 40) from crlf in Gen.Elements("\n", "\r\n") select (rows, piece, crlf);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay((ulong)seed, 1), Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var text = string.Concat(c.rows.Select(row => string.Join(',', row.Select(f => CsvText.Quote(f))) + c.crlf));
            var read = CsvText.Read(text, c.piece, columns: c.rows[0].Length);
            return read.Count == c.rows.Length && read.Zip(c.rows).All(pair => pair.First.Fields.SequenceEqual(pair.Second));
        }));
    }
}
