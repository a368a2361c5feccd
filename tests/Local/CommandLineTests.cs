using FactoryTwin.Local.Arguments;

namespace FactoryTwin.Local.Tests;

[TestFixture]
public sealed class CommandLineTests
{
    [Test]
    public void Without_options_the_defaults_count()
    {
        var options = Parsed();

        Assert.That((options.Port, options.Speed, options.Plant, options.Clean, options.Help), Is.EqualTo((8080, 1.0, true, false, false)));
        Assert.That(options.DataDirectory, Is.EqualTo(Path.GetFullPath("data")));
    }

    [Test]
    public void Options_are_taken_in_both_spellings()
    {
        Assert.That(Parsed("--port", "9000", "--speed", "2.5", "--data", "/tmp/x", "--clean", "--no-plant"),
            Is.EqualTo(Parsed("--clean", "--data=/tmp/x", "--no-plant", "--speed=2.5", "--port=9000")));
        Assert.That(Parsed("--port", "9000", "--no-plant"), Is.EqualTo(new LocalOptions { Port = 9000, Plant = false }));
    }

    [TestCase("--port", "--port needs a value")]
    [TestCase("--port 0", "is not a port")]
    [TestCase("--port 65535", "is not a port")]
    [TestCase("--port 80a", "is not a port")]
    [TestCase("--port -1", "is not a port")]
    [TestCase("--port=", "is not a port")]
    [TestCase("--speed 0", "is not a number from 0.1 to 600")]
    [TestCase("--speed 1e9", "is not a number from 0.1 to 600")]
    [TestCase("--speed NaN", "is not a number from 0.1 to 600")]
    [TestCase("--data", "--data needs a value")]
    [TestCase("--data --clean", "is not a directory")]
    [TestCase("--clean=yes", "--clean takes no value")]
    [TestCase("--clean --clean", "is given twice")]
    [TestCase("--prot 9000", "'--prot' is not an option")]
    [TestCase("9000", "'9000' is not an option")]
    public void What_is_wrong_is_said(string line, string words)
    {
        Assert.That(CommandLine.TryParse(line.Split(' '), out _, out var fault), Is.False);
        Assert.That(fault, Does.Contain(words));
    }

    private static LocalOptions Parsed(params string[] args)
    {
        Assert.That(CommandLine.TryParse(args, out var options, out var fault), Is.True, fault);
        return options;
    }
}
