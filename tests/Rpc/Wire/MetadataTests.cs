using Grpc.Core;

namespace FactoryTwin.Rpc.Tests.Wire;

public sealed class MetadataTests
{
    [Test]
    public void KeysAreLowerCaseAndFoundInAnyCase()
    {
        var metadata = new Metadata { { "X-Key", "one" }, { "x-key", "two" } };
        Assert.That(metadata.Get("X-KEY")!.Value, Is.EqualTo("two"));
        Assert.That(metadata.GetAll("x-Key").Select(entry => entry.Value), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(metadata[0].Key, Is.EqualTo("x-key"));
    }

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("a:b")]
    [TestCase("ä")]
    public void KeyThatNoHeaderMayHaveIsRefused(string key) => Assert.That(() => new Metadata.Entry(key, "x"), Throws.ArgumentException);

    [TestCase("a\r\nb: c")]
    [TestCase("ä")]
    [TestCase("\0")]
    public void ValueThatNoHeaderMayHaveIsRefused(string value) => Assert.That(() => new Metadata.Entry("x", value), Throws.ArgumentException);

    [Test]
    public void BytesAndTextNeedTheirKindOfKey()
    {
        Assert.That(() => new Metadata.Entry("x", [1]), Throws.ArgumentException);
        Assert.That(() => new Metadata.Entry("x-bin", "text"), Throws.ArgumentException);
    }

    [Test]
    public void TheSharedEmptyMetadataCannotBeChanged() => Assert.That(() => Metadata.Empty.Add("x", "y"), Throws.InvalidOperationException);
}
