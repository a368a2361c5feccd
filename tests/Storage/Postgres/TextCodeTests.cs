using FactoryTwin.Storage.Postgres;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>Text with what PostgreSQL cannot hold keeps its order, its equality and what it contains.</summary>
public sealed class TextCodeTests
{
    [Test]
    public void Order_equality_and_contains_are_those_of_the_text()
    {
        var random = new Random(8);
        const string signs = "\0\u0001\u0002\u0003\u0004a\u00e6";
        var texts = Enumerable.Range(0, 400).Select(_ => new string(random.GetItems<char>(signs, random.Next(5)))).ToList();
        var contained = 0;
        foreach (var a in texts)
        {
            Assert.That(TextCode.Encode(a), Does.Not.Contain("\0"));
            Assert.That(TextCode.Decode(TextCode.Encode(a)), Is.EqualTo(a));
            foreach (var b in texts)
            {
                var (x, y) = (TextCode.Encode(a), TextCode.Encode(b));
                Assert.That(Math.Sign(string.CompareOrdinal(x, y)), Is.EqualTo(Math.Sign(string.CompareOrdinal(a, b))));
                Assert.That(x.Contains(y, StringComparison.Ordinal), Is.EqualTo(a.Contains(b, StringComparison.Ordinal)));
                contained += a.Contains(b, StringComparison.Ordinal) ? 1 : 0;
            }
        }
        Assert.That(contained, Is.GreaterThan(texts.Count * 2));
    }

    [Test]
    public void Half_a_pair_becomes_the_replacement_character() =>
        Assert.That(TextCode.Encode("a\ud800b😀"), Is.EqualTo("a\ufffdb😀"));
}
