using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Tests.Histories;

public sealed class ChunkCodecTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Test]
    public void What_comes_out_is_what_went_in_bit_for_bit([ValueSource(typeof(AnyRows), nameof(AnyRows.Kinds))] string kind)
    {
        var random = new Random(kind.Length);
        foreach (var count in Enumerable.Range(1, 300).Append(1024).Append(ChunkCodec.MostRows))
        {
            var rows = AnyRows.Of(kind, count, random);
            if (!ChunkCodec.Decode(ChunkCodec.Encode(rows)).Select(Plain).SequenceEqual(rows.Select(Plain)))
                Assert.Fail($"{count} rows came back as others.");
        }
    }

    [Test]
    public void The_ends_of_all_ranges_come_back()
    {
        Row[] rows = [new(long.MinValue, double.MinValue, int.MinValue), new(-1, -0.0, -1), new(0, 0.0, 0), new(1, double.Epsilon, int.MaxValue)];
        Assert.That(ChunkCodec.Decode(ChunkCodec.Encode(rows)).Select(Plain), Is.EqualTo(rows.Select(Plain)));
    }

    [TestCase("constant", 0.5)]
    [TestCase("counter", 0.6)]
    [TestCase("steps", 0.8)]
    [TestCase("decimal", 1.3)]
    [TestCase("float", 4.5)]
    [TestCase("noise", 7)]
    public void Samples_of_each_second_cost_few_bytes(string kind, double most)
    {
        var random = new Random(5);
        var rows = AnyRows.Of(kind, 1024, random).Select((row, i) => row with { Time = Start.UtcTicks + (i * TimeSpan.TicksPerSecond), Quality = 1 }).ToArray();
        Assert.That((ChunkCodec.Encode(rows).Length + ChunkHead.Size) / 1024.0, Is.LessThan(most));
    }

    [Test]
    public void Damaged_bytes_are_told_as_such_or_give_other_samples_but_nothing_worse([ValueSource(typeof(AnyRows), nameof(AnyRows.Kinds))] string kind)
    {
        var random = new Random(7);
        var whole = ChunkCodec.Encode(AnyRows.Of(kind, 200, random));
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = whole.AsSpan(0, i % 3 == 0 ? random.Next(whole.Length) : whole.Length).ToArray();
            for (var flips = i % 3 == 0 ? 0 : 1 + random.Next(4); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            // Any other exception fails the test.
            try
            {
                _ = ChunkCodec.Decode(bytes);
            }
            catch (InvalidDataException)
            {
                // Told as such.
            }
        }
    }

    [Test]
    public void A_head_says_what_plain_loops_say_and_survives_its_bytes()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var rows = AnyRows.Of("decimal", 1 + random.Next(50), random);
            var head = ChunkHead.Of(rows);
            Assert.That(ChunkHead.From(head.ToBytes()), Is.EqualTo(head));
            Assert.That((head.Start, head.End, head.Count), Is.EqualTo((rows[0].Time, rows[^1].Time, rows.Length)));
            Assert.That(head.LastRow, Is.EqualTo(rows[^1]));
            Assert.That(head.Quality, Is.EqualTo(rows.Select(row => row.Quality).Distinct().Count() == 1 ? rows[0].Quality : ChunkHead.Mixed));
            Assert.That((head.Minimum, head.Maximum), Is.EqualTo((rows.Min(row => row.Value), rows.Max(row => row.Value))));
            Assert.That(head.MinimumTime, Is.EqualTo(rows.First(row => row.Value == head.Minimum).Time));
            Assert.That(head.MaximumTime, Is.EqualTo(rows.First(row => row.Value == head.Maximum).Time));
            Assert.That(head.Sum, Is.EqualTo(rows.Sum(row => row.Value)).Within(1e-9));
            var pairs = rows.Zip(rows.Skip(1), (a, b) => (a, b, Seconds: TimeSpan.FromTicks(b.Time - a.Time).TotalSeconds)).ToList();
            Assert.That(head.Stepped, Is.EqualTo(pairs.Sum(p => p.a.Value * p.Seconds)).Within(1e-9));
            Assert.That(head.Sloped, Is.EqualTo(pairs.Sum(p => (p.a.Value + p.b.Value) / 2 * p.Seconds)).Within(1e-9));
        }
    }

    private static (long, long, int) Plain(Row row) => (row.Time, BitConverter.DoubleToInt64Bits(row.Value), row.Quality);
}
