using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.Product.Testing;
using FactoryTwin.Testing;

namespace FactoryTwin.EndToEnd.Tests;

/// <summary>A large file with broken rows through the product's own door: every good cell reads back equal, every broken row is named.</summary>
public sealed class LargeImportTests
{
    private const int Rows = 10_000;
    private const int Columns = 50;
    private const int Seed = 31;
    private static readonly DateTimeOffset Start = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(120);

    [Test]
    public async Task Every_good_cell_reads_back_and_every_broken_row_is_named()
    {
        using var data = new TempDirectory();
        await using var product = await ProductProcess.StartAsync(data.Path, "--no-plant");
        using var engineer = await ApiClient.SignInAsync(product.Address, "engineer");
        await engineer.PostAsync("/v1/sources", new
        {
            name = "sources/large", displayName = "Large file", mappings = Enumerable.Range(0, Columns).Select(c => new { column = Column(c), unit = "kPa" }),
        });
        var file = new BrokenFile();

        var first = await engineer.PostAsync("/v1/sources/large:import", file.Text, "text/csv");
        Check(first, file, accepted: Rows - file.Broken.Count, duplicates: 0);
        await CompareAsync(engineer, file);

        var second = await engineer.PostAsync("/v1/sources/large:import", file.Text, "text/csv");
        Check(second, file, accepted: 0, duplicates: Rows - file.Broken.Count);
        await CompareAsync(engineer, file);
    }

    private static void Check(JsonNode answer, BrokenFile file, int accepted, int duplicates)
    {
        var named = answer["rejectedRows"]!.AsArray().GroupBy(r => r!["line"]!.GetValue<int>()).ToDictionary(g => g.Key, g => g.First()!["reason"]!.GetValue<string>());
        Assert.Multiple(() =>
        {
            Assert.That(answer["rows"]!.GetValue<int>(), Is.EqualTo(Rows));
            Assert.That(answer["accepted"]!.GetValue<int>(), Is.EqualTo(accepted));
            Assert.That(answer["duplicates"]!.GetValue<int>(), Is.EqualTo(duplicates));
            Assert.That(answer["rejected"]!.GetValue<int>(), Is.EqualTo(file.Broken.Count));
            Assert.That(named, Is.EquivalentTo(file.Broken));
        });
    }

    private static async Task CompareAsync(ApiClient reader, BrokenFile file)
    {
        for (var column = 0; column < Columns; column++)
        {
            var expected = file.Good[column];
            List<(string Time, double Value)> stored = [];
            await Eventually.IsTrueAsync(async () => (stored = await reader.ReadHistoryAsync(Column(column))).Count >= expected.Count, SettleLimit);
            var read = stored.Select(s => (DateTimeOffset.Parse(s.Time, CultureInfo.InvariantCulture), BitConverter.DoubleToInt64Bits(s.Value)));
            Assert.That(read.SequenceEqual(expected.Select(e => (e.Time, BitConverter.DoubleToInt64Bits(e.Value)))), Column(column));
        }
    }

    private static string Column(int column) => string.Create(CultureInfo.InvariantCulture, $"L{column:00}");

    /// <summary>The file, what in it is good, and which lines are broken and why.</summary>
    private sealed class BrokenFile
    {
        public BrokenFile()
        {
            var random = new Random(Seed);
            var text = new StringBuilder("time," + string.Join(',', Enumerable.Range(0, Columns).Select(Column)) + "\r\n");
            for (var row = 0; row < Rows; row++) text.Append(Row(row, random)).Append(row % 3 == 0 ? "\n" : "\r\n");
            Text = text.ToString();
        }

        public string Text { get; }

        public Dictionary<int, string> Broken { get; } = [];

        public List<(DateTimeOffset Time, double Value)>[] Good { get; } = [.. Enumerable.Range(0, Columns).Select(_ => new List<(DateTimeOffset, double)>())];

        private string Row(int row, Random random)
        {
            var time = Start.AddSeconds(row);
            var stamp = time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            var values = Enumerable.Range(0, Columns).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-40, 40))).ToArray();
            var cells = values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)).ToList();
            var bad = random.Next(Columns);
            var kind = random.Next(100);
            switch (kind)
            {
                case 0: cells.RemoveAt(bad); return Whole(row, "REJECT_REASON_COLUMN_COUNT", stamp, cells);
                case 1: cells.Add("1"); return Whole(row, "REJECT_REASON_COLUMN_COUNT", stamp, cells);
                case 2: return Whole(row, "REJECT_REASON_TIME_WITHOUT_ZONE", stamp.TrimEnd('Z'), cells);
                case 3: return Whole(row, "REJECT_REASON_TIME_UNREADABLE", "yesterday", cells);
                case 4: cells[bad] = "NaN"; break;
                case 5: cells[bad] = "offline"; break;
                default: bad = -1; break;
            }
            if (bad >= 0) Broken[row + 2] = kind == 4 ? "REJECT_REASON_NOT_FINITE" : "REJECT_REASON_NOT_A_NUMBER";
            for (var column = 0; column < Columns; column++)
            {
                if (column != bad) Good[column].Add((time, values[column]));
            }
            return $"{stamp},{string.Join(',', cells)}";
        }

        private string Whole(int row, string reason, string stamp, List<string> cells)
        {
            Broken[row + 2] = reason;
            return $"{stamp},{string.Join(',', cells)}";
        }
    }
}
