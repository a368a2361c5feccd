namespace FactoryTwin.Contracts.Tests.Docs;

/// <summary>What is committed in docs/api is what the contracts say.</summary>
internal sealed class DocsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "api");

    [Test]
    public void The_committed_description_is_that_of_the_contracts() => Same("openapi.json", OpenApiFile.Text());

    private static void Same(string file, string written)
    {
        var path = Path.Combine(Folder, file);
        if (Environment.GetEnvironmentVariable("FACTORYTWIN_UPDATE") == "1")
            File.WriteAllText(path, written);
        Assert.That(File.Exists(path) ? File.ReadAllText(path) : "", Is.EqualTo(written), "run the tests of tests/Contracts with FACTORYTWIN_UPDATE=1 and commit docs/api");
    }
}
