using FactoryTwin.Rpc.Wire;

namespace FactoryTwin.Rpc.Tests.Wire;

public sealed class TimeoutCodecTests
{
    [TestCase("1H", 3600)]
    [TestCase("2M", 120)]
    [TestCase("3S", 3)]
    [TestCase("500m", 0.5)]
    [TestCase("250000u", 0.25)]
    [TestCase("1000000n", 0.001)]
    [TestCase("0S", 0)]
    [TestCase("99999999H", 359999996400d)]
    public void ReadsEveryUnit(string text, double seconds)
    {
        Assert.That(TimeoutCodec.TryParse(text, out var timeout), Is.True);
        Assert.That(timeout.TotalSeconds, Is.EqualTo(seconds));
    }

    [Test]
    public void LessThanATickIsNotZero()
    {
        Assert.That(TimeoutCodec.TryParse("1n", out var timeout), Is.True);
        Assert.That(timeout, Is.EqualTo(TimeSpan.FromTicks(1)));
    }

    [TestCase("")]
    [TestCase("S")]
    [TestCase("10")]
    [TestCase("10s")]
    [TestCase("-1S")]
    [TestCase("+1S")]
    [TestCase(" 1S")]
    [TestCase("1.5S")]
    [TestCase("123456789S")]
    public void RefusesWhatIsNoTimeout(string text) => Assert.That(TimeoutCodec.TryParse(text, out _), Is.False);

    [Test]
    public void NoTimeLeftIsPastOnArrival() => Assert.That(TimeoutCodec.Format(TimeSpan.FromSeconds(-1)), Is.EqualTo("1n"));

    [FsCheck.NUnit.Property(Replay = "(1123581321,35)")]
    public bool WhatIsWrittenIsReadBackAtLeastAsLong(long ticks)
    {
        var timeout = TimeSpan.FromTicks(1 + (Math.Abs(ticks % TimeSpan.MaxValue.Ticks) >> (int)(Math.Abs(ticks) % 60)));
        var text = TimeoutCodec.Format(timeout);
        if (!TimeoutCodec.TryParse(text, out var read)) return false;
        // Eight digits are kept: the error is below a part in ten million, and nothing but the longest is cut short.
        return text.Length <= 9 && (read >= timeout || text == "99999999H") && read.Ticks - timeout.Ticks <= Math.Max(1, timeout.Ticks / 1_600_000);
    }
}
