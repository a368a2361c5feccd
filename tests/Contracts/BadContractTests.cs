using FactoryTwin.Contracts.Tests.Lint;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests;

/// <summary>
/// Each rule can fail. The contracts in Bad/ are wrong on purpose and say of themselves, in lines "// expect RULE ELEMENT", what the lint
/// finds: all of it, and nothing else.
/// </summary>
internal sealed class BadContractTests
{
    private static readonly FileDescriptorSet Set = Load();

    [TestCaseSource(nameof(Files))]
    public void The_lint_finds_what_is_wrong(string file)
    {
        var contract = new Contract(Set, each => each.Name == file);
        var package = contract.Files.Single().Package;

        var found = Rule.All.SelectMany(rule => rule.Check(contract)).Select(fault => $"{fault.Rule} {fault.Element[(package.Length + 1)..]}");

        Assert.That(found, Is.EquivalentTo(Expected(file)));
    }

    [Test]
    public void Every_rule_is_shown_to_fail()
    {
        var shown = Files().SelectMany(Expected).Select(line => line.Split(' ')[0]);

        Assert.That(Rule.All.Select(rule => rule.Id).Except(shown, StringComparer.Ordinal), Is.Empty);
    }

    private static IEnumerable<string> Files() =>
        Set.File.Where(file => file.Package.StartsWith("factorytwin.bad.", StringComparison.Ordinal)).Select(file => file.Name);

    private static IEnumerable<string> Expected(string file) =>
        File.ReadLines(Path.Combine(Repository.Root, "tests", "Contracts", "Bad", file))
            .Where(line => line.StartsWith("// expect ", StringComparison.Ordinal)).Select(line => line["// expect ".Length..]);

    private static FileDescriptorSet Load()
    {
        using var stream = typeof(BadContractTests).Assembly.GetManifestResourceStream("bad.pb")!;
        return FileDescriptorSet.Parser.ParseFrom(stream);
    }
}
