using System.Text.RegularExpressions;

namespace FactoryTwin.Contracts.Tests.Docs;

/// <summary>What is committed in docs/api is what the contracts say.</summary>
internal sealed partial class DocsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "api");

    [Test]
    public void The_committed_description_is_that_of_the_contracts() => Same("openapi.json", OpenApiFile.Text());

    [Test]
    public void The_committed_pages_are_those_of_the_contracts()
    {
        ApiReference reference = new();
        Same("README.md", reference.Index());
        foreach (var package in reference.Packages)
            Same(package + ".md", new PackagePage(reference, package).Write());

        Assert.That(
            Directory.EnumerateFiles(Folder, "*.md").Select(Path.GetFileNameWithoutExtension).Except(["README"]), Is.EquivalentTo(reference.Packages),
            "pages of packages that are gone");
    }

    [Test]
    public void Every_link_leads_to_a_heading()
    {
        var wrong =
            from file in Directory.EnumerateFiles(Folder, "*.md")
            from Match link in Link().Matches(File.ReadAllText(file))
            let target = link.Groups["file"].Length == 0 ? file : Path.Combine(Folder, link.Groups["file"].Value)
            where !File.Exists(target) || !File.ReadLines(target).Any(line => line.StartsWith('#') && line.TrimStart('#', ' ').Equals(link.Groups["at"].Value, StringComparison.OrdinalIgnoreCase))
            select $"{Path.GetFileName(file)}: {link.Value}";
        Assert.That(wrong.Distinct(), Is.Empty);
    }

    [GeneratedRegex(@"\]\((?<file>[\w.]*)#(?<at>\w+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    private static void Same(string file, string written)
    {
        var path = Path.Combine(Folder, file);
        if (Environment.GetEnvironmentVariable("FACTORYTWIN_UPDATE") == "1")
            File.WriteAllText(path, written);
        Assert.That(File.Exists(path) ? File.ReadAllText(path) : "", Is.EqualTo(written), "run the tests of tests/Contracts with FACTORYTWIN_UPDATE=1 and commit docs/api");
    }
}
