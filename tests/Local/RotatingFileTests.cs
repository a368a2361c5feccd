using FactoryTwin.Local.Logs;
using FactoryTwin.Testing;

namespace FactoryTwin.Local.Tests;

[TestFixture]
public sealed class RotatingFileTests
{
    [Test]
    public async Task Files_are_bounded_in_size_and_number_and_the_newest_lines_are_kept_in_order()
    {
        using var directory = new TempDirectory();
        const int Lines = 3000, Limit = 20_000;
        using (var file = new RotatingFile(directory["a.log"], Limit))
        {
            for (var i = 0; i < Lines; i++)
            {
                file.Write($"line {i:00000}\n");
                // The queue is bounded and drops rather than waits; this test is about the files.
                if (i % 100 == 99)
                    await Eventually.IsTrueAsync(() => file.Waiting == 0);
            }
        }

        var files = Directory.GetFiles(directory.Path).Order().ToArray();
        var kept = new[] { "a.4.log", "a.3.log", "a.2.log", "a.1.log", "a.log" }.Where(f => File.Exists(directory[f]))
            .SelectMany(f => File.ReadAllLines(directory[f])).ToArray();

        Assert.That(files, Has.Length.LessThanOrEqualTo(5));
        Assert.That(files.Select(f => new FileInfo(f).Length), Has.All.LessThan(Limit * 2));
        Assert.That(kept, Is.EqualTo(Enumerable.Range(Lines - kept.Length, kept.Length).Select(i => $"line {i:00000}")));
    }

    [Test]
    public void Everything_written_before_the_end_is_in_the_file()
    {
        using var directory = new TempDirectory();
        using (var file = new RotatingFile(directory["a.log"]))
            file.Write("the last words\n");

        Assert.That(File.ReadAllText(directory["a.log"]), Is.EqualTo("the last words\n"));
    }
}
