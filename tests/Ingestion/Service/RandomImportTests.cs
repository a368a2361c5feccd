using System.Text;
using FactoryTwin.Ingestion.V1;
using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Ingestion.Tests.Service;

/// <summary>Random files with random damage, against a plain model of what must become of each row.</summary>
internal sealed class RandomImportTests : StackFixture
{
    private static readonly string[] Broken = ["NaN", "x", "1,2\"", "1e999", "--", "inf"];
    private int _file;

    private enum Damage { None, FaultyCell, NoZone, NoTime, TooFew, TooMany, EmptyCell }

    [TestCase(20261122UL)]
    public void Every_damaged_row_is_named_by_its_line_and_every_good_cell_reads_back(ulong seed)
    {
        var rows = Gen.Frequency((6, Gen.Constant(Damage.None)), (4, Gen.Elements(Enum.GetValues<Damage>()))).ListOf();
        var files = from damages in rows from random in Gen.Choose(0, int.MaxValue) from piece in Gen.Choose(1, 200) select (damages.ToList(), random, piece);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(60).WithReplay(seed, 1),
            Prop.ForAll(files.ToArbitrary(), file => ImportsRightAsync(file.Item1, new Random(file.random), file.piece).GetAwaiter().GetResult()));
    }

    private async Task<bool> ImportsRightAsync(List<Damage> damages, Random random, int piece)
    {
        var source = $"sources/file-{_file++}";
        await Stack.Sources.CreateAsync(Source(source, "a", "b"), CancellationToken.None);
        var (text, good, faulty) = (new StringBuilder("time,a,b\n"), new Dictionary<(string Point, DateTimeOffset Time), double>(), new List<int>());
        for (var i = 0; i < damages.Count; i++) AddRow(damages[i], i, source, random, text, good, faulty);

        var first = await Stack.ImportAsync(source, text.ToString(), piece);
        var second = await Stack.ImportAsync(source, text.ToString(), piece);

        var kept = await Stack.RejectedAsync(source);
        foreach (var result in new[] { first, second })
        {
            Assert.That(result.RejectedRows.Select(r => r.Line).Distinct().Order(), Is.EqualTo(faulty));
            Assert.That((result.Rows, result.Rejected, result.Accepted + result.Duplicates), Is.EqualTo((damages.Count, faulty.Count, damages.Count - faulty.Count)));
            Assert.That(result.AcceptedReadings + result.RejectedReadings + result.DuplicateReadings + result.EmptyCells, Is.EqualTo(2 * damages.Count));
        }
        Assert.That((first.AcceptedReadings, second.AcceptedReadings, second.Accepted), Is.EqualTo((good.Count, 0, 0)));
        Assert.That(kept.Select(r => r.Line).Distinct().Order(), Is.EqualTo(faulty));
        foreach (var point in new[] { "a", "b" })
        {
            var name = $"{source.Split('/')[1]}.{point}";
            var stored = await Stack.SamplesAsync(name);
            Assert.That(stored.Select(s => (s.Time, BitConverter.DoubleToInt64Bits(s.Value))),
                Is.EqualTo(good.Where(g => g.Key.Point == name).OrderBy(g => g.Key.Time).Select(g => (g.Key.Time, BitConverter.DoubleToInt64Bits(g.Value)))));
        }
        return true;
    }

    private static void AddRow(Damage damage, int row, string source, Random random, StringBuilder text, Dictionary<(string Point, DateTimeOffset Time), double> good, List<int> faulty)
    {
        var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(row * 12_345_678L);
        var cells = new[] { Value(random), Value(random) };
        var shown = new List<string> { time.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ"), cells[0].ToString("R"), cells[1].ToString("R") };
        var at = random.Next(2);
        var (storesA, storesB) = (true, true);
        if (damage is Damage.FaultyCell or Damage.EmptyCell)
        {
            shown[at + 1] = damage == Damage.EmptyCell ? "" : CsvQuoted(Broken[random.Next(Broken.Length)]);
            (storesA, storesB) = (at != 0, at != 1);
        }
        if (damage == Damage.NoZone) shown[0] = shown[0].TrimEnd('Z');
        if (damage == Damage.NoTime) shown[0] = "later";
        if (damage == Damage.TooFew) shown.RemoveAt(2);
        if (damage == Damage.TooMany) shown.Add("1");
        if (damage is Damage.NoZone or Damage.NoTime or Damage.TooFew or Damage.TooMany) (storesA, storesB) = (false, false);
        if (damage is not (Damage.None or Damage.EmptyCell)) faulty.Add(row + 2);
        var prefix = source.Split('/')[1];
        if (storesA) good[(prefix + ".a", time)] = cells[0];
        if (storesB) good[(prefix + ".b", time)] = cells[1];
        text.AppendJoin(',', shown).Append(random.Next(2) == 0 ? "\n" : "\r\n");
    }

    private static double Value(Random random) =>
        BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) is var value && double.IsFinite(value) ? value : random.NextDouble();

    private static string CsvQuoted(string text) => Imports.CsvText.Quote(text);
}
