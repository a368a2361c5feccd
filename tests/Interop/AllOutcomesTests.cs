using FactoryTwin.Interop.Tests.Support;

namespace FactoryTwin.Interop.Tests;

/// <summary>Measures everything, several at once; by its name it comes first, and the tests after it look at the outcomes that are there.</summary>
[TestFixture]
public sealed class AllOutcomesTests
{
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "interop.md");

    [Test]
    public async Task The_page_says_what_was_measured()
    {
        var written = await InteropDocument.WriteAsync();
        if (Environment.GetEnvironmentVariable("FACTORYTWIN_UPDATE") == "1") await File.WriteAllTextAsync(Document, written);

        Assert.That(await File.ReadAllTextAsync(Document), Is.EqualTo(written), "run this test with FACTORYTWIN_UPDATE=1 and commit docs/interop.md");
    }
}
