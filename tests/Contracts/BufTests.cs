namespace FactoryTwin.Contracts.Tests;

/// <summary>The contracts are well-formed and break no caller, as a public tool sees it.</summary>
internal sealed class BufTests
{
    private static readonly string Protos = Path.Combine(Repository.Root, "proto");

    private static readonly string Baseline = Path.Combine(Repository.Root, "docs", "api", "baseline.txtpb");

    [Test]
    public async Task The_contracts_pass_the_lint()
    {
        var (clean, output) = await Buf.RunAsync(Protos, "lint");
        Assert.That(clean, output);
    }

    [Test]
    public async Task The_contracts_are_formatted()
    {
        var (clean, output) = await Buf.RunAsync(Protos, "format", "--diff", "--exit-code", "--path", "factorytwin");
        Assert.That(clean, "run 'buf format -w --path factorytwin' in proto/\n" + output);
    }

    [Test]
    public async Task Nothing_that_was_published_is_broken()
    {
        var (clean, output) = await Buf.RunAsync(Protos, "breaking", "--against", Baseline);
        Assert.That(clean, "CONTRIBUTING.md, \"Change a contract\", says what to do\n" + output);
    }

    [TestCase("string next_page_token = 2;", "", "deleted")]
    [TestCase("string next_page_token = 2;", "string next_page_token = 22;", "deleted")]
    [TestCase("string next_page_token = 2;", "bytes next_page_token = 2;", "type")]
    [TestCase("string next_page_token = 2;", "string next_page = 2;", "name")]
    [TestCase("returns (stream WatchPointsResponse)", "returns (WatchPointsResponse)", "server streaming")]
    [TestCase("rpc GetPoint(GetPointRequest)", "rpc FetchPoint(GetPointRequest)", "deleted")]
    public async Task A_break_is_found(string published, string changed, string says)
    {
        using Copy copy = new();
        copy.Change("factorytwin/twin/v1/points.proto", published, changed);

        var (clean, output) = await Buf.RunAsync(copy.Folder, "breaking", "--against", Baseline);

        Assert.That(clean, Is.False);
        Assert.That(output, Does.Contain("points.proto").And.Contain(says));
    }

    [Test]
    public async Task A_fault_of_form_is_found()
    {
        using Copy copy = new();
        copy.Change("factorytwin/common/v1/quality.proto", "  QUALITY_GOOD = 1;", "    good = 1;");

        Assert.That((await Buf.RunAsync(copy.Folder, "lint")).Output, Does.Contain("QUALITY_"));
        Assert.That((await Buf.RunAsync(copy.Folder, "format", "--diff", "--exit-code", "--path", "factorytwin")).Clean, Is.False);
    }

    /// <summary>A copy of proto/ to break.</summary>
    private sealed class Copy : IDisposable
    {
        public Copy()
        {
            foreach (var file in Directory.EnumerateFiles(Protos, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(Folder, Path.GetRelativePath(Protos, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("factorytwin-contracts-").FullName;

        public void Change(string file, string from, string to)
        {
            var path = Path.Combine(Folder, file);
            var text = File.ReadAllText(path);
            Assert.That(text, Does.Contain(from));
            File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
