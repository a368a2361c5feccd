using System.Text;
using FactoryTwin.Services.Ingestion.Imports.Domain;

namespace FactoryTwin.Ingestion.Tests.Imports;

internal sealed class CsvNumberTests
{
    [TestCase("1", 1)]
    [TestCase("-1.5", -1.5)]
    [TestCase("+2", 2)]
    [TestCase(" 3.25 ", 3.25)]
    [TestCase("1e3", 1000)]
    [TestCase("1.5E-3", 0.0015)]
    [TestCase(".5", 0.5)]
    [TestCase("5.", 5)]
    [TestCase("0.1", 0.1)]
    [TestCase("4.9406564584124654E-324", double.Epsilon)]
    [TestCase("1.7976931348623157E+308", double.MaxValue)]
    public void Numbers_are_read(string text, double expected)
    {
        Assert.That(Read(text, out var value), Is.EqualTo(NumberKind.Number));
        Assert.That(value, Is.EqualTo(expected));
    }

    [TestCase("NaN", NumberKind.NotFinite)]
    [TestCase("nan", NumberKind.NotFinite)]
    [TestCase("-nan", NumberKind.NotFinite)]
    [TestCase("inf", NumberKind.NotFinite)]
    [TestCase("-Infinity", NumberKind.NotFinite)]
    [TestCase("1e999", NumberKind.NotFinite)]
    [TestCase("-1e999", NumberKind.NotFinite)]
    [TestCase("", NumberKind.Empty)]
    [TestCase("  \t", NumberKind.Empty)]
    [TestCase("abc", NumberKind.NotANumber)]
    [TestCase("1,000", NumberKind.NotANumber)]
    [TestCase("1 000", NumberKind.NotANumber)]
    [TestCase("1_000", NumberKind.NotANumber)]
    [TestCase("0x1F", NumberKind.NotANumber)]
    [TestCase("1.2.3", NumberKind.NotANumber)]
    [TestCase("1e", NumberKind.NotANumber)]
    [TestCase("--1", NumberKind.NotANumber)]
    [TestCase("(1)", NumberKind.NotANumber)]
    [TestCase("1-", NumberKind.NotANumber)]
    [TestCase("$1", NumberKind.NotANumber)]
    [TestCase("1\n", NumberKind.NotANumber)]
    [TestCase("\u0661", NumberKind.NotANumber)]
    [TestCase("∞", NumberKind.NotANumber)]
    [TestCase("null", NumberKind.NotANumber)]
    public void Everything_else_is_told_apart(string text, NumberKind kind) => Assert.That(Read(text, out _), Is.EqualTo(kind));

    [Test]
    public void A_double_written_to_round_trip_comes_back_bit_for_bit()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 100_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(value)) continue;
            Assert.That(Read(value.ToString("R"), out var read), Is.EqualTo(NumberKind.Number));
            Assert.That(BitConverter.DoubleToInt64Bits(read), Is.EqualTo(BitConverter.DoubleToInt64Bits(value)));
        }
    }

    [Test]
    public void The_sign_of_zero_is_kept()
    {
        Read("-0", out var value);
        Assert.That(double.IsNegative(value));
    }

    private static NumberKind Read(string text, out double value) => CsvNumber.Read(Encoding.UTF8.GetBytes(text), out value);
}
