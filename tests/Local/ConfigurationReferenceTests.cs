using FactoryTwin.Product.Testing;

namespace FactoryTwin.Local.Tests;

[TestFixture]
public sealed class ConfigurationReferenceTests
{
    private static readonly string Document = Path.Combine(ProductProcess.RepositoryRoot, "docs", "configuration.md");

    [Test]
    public void The_reference_says_what_the_option_classes_say()
    {
        var written = ConfigurationReference.Write();
        if (Environment.GetEnvironmentVariable("FACTORYTWIN_UPDATE") == "1")
            File.WriteAllText(Document, written);

        Assert.That(File.ReadAllText(Document), Is.EqualTo(written), "run this test with FACTORYTWIN_UPDATE=1 and commit docs/configuration.md");
    }
}
