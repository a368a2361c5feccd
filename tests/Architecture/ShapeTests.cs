using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FactoryTwin.Architecture.Tests;

/// <summary>Sizes, layout and what must not be in the tree.</summary>
public sealed partial class ShapeTests
{
    private const int LongestFile = 400;
    private const int LongestProgram = 25;
    private const int LargestGrpcRuntime = 7_000;

    /// <summary>Files above the limit, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = new(StringComparer.Ordinal);

    [Test]
    public void No_source_file_is_longer_than_it_may_be()
    {
        var wrong =
            from file in Repository.Files
            where Source().IsMatch(file) && !LongFiles.ContainsKey(file)
            let lines = File.ReadLines(Path.Combine(Repository.Root, file)).Count()
            where lines > LongestFile
            select $"{file}: {lines} lines";
        Assert.That(wrong, Is.Empty);
    }

    /// <summary>In lines, with comments and blank ones; docs/architecture.md says how many there are.</summary>
    [Test]
    public void The_grpc_runtime_stays_small()
    {
        string[] parts = ["Client", "Core", "Health", "Reflection", "Server", "Tls", "Wire"];
        var files = Repository.CSharp.Where(f => parts.Any(part => f.StartsWith($"services/shared/Rpc/{part}/", StringComparison.Ordinal)));
        Assert.That(files.Sum(f => File.ReadLines(Path.Combine(Repository.Root, f)).Count()), Is.InRange(1, LargestGrpcRuntime));
    }

    [Test]
    public void Program_files_only_start_the_module()
    {
        var programs = Repository.CSharp.Where(f => f.EndsWith("/Program.cs", StringComparison.Ordinal) && f.StartsWith("services/", StringComparison.Ordinal)).ToList();
        Assert.That(programs, Is.Not.Empty);
        Assert.That(programs.Where(f => File.ReadLines(Path.Combine(Repository.Root, f)).Count() > LongestProgram), Is.Empty);
    }

    [Test]
    public void The_solution_lists_every_project()
    {
        var listed = XDocument.Load(Path.Combine(Repository.Root, "FactoryTwin.slnx")).Descendants("Project")
            .Select(p => p.Attribute("Path")!.Value.Replace('\\', '/'));
        Assert.That(listed, Is.EquivalentTo(Repository.Projects));
    }

    [Test]
    public void Versions_stand_in_one_place()
    {
        var wrong = Repository.Projects.Where(p => XDocument.Load(Path.Combine(Repository.Root, p))
            .Descendants("PackageReference").Any(r => r.Attribute("Version") is not null));
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Nothing_names_a_machine_or_a_registry()
    {
        var wrong =
            from file in Repository.Files
            where Text().IsMatch(file) && !file.StartsWith("tests/Architecture/", StringComparison.Ordinal)
            let match = Machine().Match(Repository.Read(file))
            where match.Success
            select $"{file}: {match.Value}";
        Assert.That(wrong, Is.Empty);
    }

    [GeneratedRegex(@"\.(cs|ts|tsx|css|proto|sh|py|mjs|js)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Source();

    [GeneratedRegex(@"\.(cs|ts|tsx|css|proto|sh|py|mjs|js|json|md|props|targets|csproj|slnx|yaml|yml|html)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Text();

    [GeneratedRegex(@"/work/|/root/|registry\.npmjs\.org|api\.nuget\.org|deb\.debian\.org", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Machine();
}
