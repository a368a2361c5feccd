using FactoryTwin.Hosting;
using FactoryTwin.Local.Running;
using FactoryTwin.Testing;

namespace FactoryTwin.Local.Tests;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DataDirectoryTests
{
    private readonly TempDirectory root = new();

    [TearDown]
    public void Dispose() => root.Dispose();

    [Test]
    public void Clean_deletes_what_an_earlier_run_left()
    {
        DataDirectory.Take(root["data"], clean: false).Dispose();
        Directory.CreateDirectory(root["data/twin-state"]);
        File.WriteAllText(root["data/twin-state/store.db"], "old");
        File.WriteAllText(root["data/development-issuer.key"], "old");

        using var data = DataDirectory.Take(root["data"], clean: true);

        Assert.That(Directory.GetFileSystemEntries(root["data"]).Select(Path.GetFileName), Is.EqualTo(new[] { ".factorytwin" }));
    }

    [Test]
    public void Without_clean_everything_stays()
    {
        DataDirectory.Take(root["data"], clean: false).Dispose();
        File.WriteAllText(root["data/kept"], "kept");

        using var data = DataDirectory.Take(root["data"], clean: false);

        Assert.That(File.ReadAllText(root["data/kept"]), Is.EqualTo("kept"));
    }

    [Test]
    public void Clean_deletes_nothing_in_a_directory_of_somebody_else()
    {
        File.WriteAllText(root["thesis.txt"], "years of work");

        var refusal = Assert.Throws<StartRefusedException>(() => DataDirectory.Take(root.Path, clean: true));

        Assert.That(refusal!.Message, Does.Contain(root.Path).And.Contain("was not made by FactoryTwin"));
        Assert.That(File.ReadAllText(root["thesis.txt"]), Is.EqualTo("years of work"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_directory_in_use_is_left_alone(bool clean)
    {
        using var first = DataDirectory.Take(root["data"], clean: false);
        File.WriteAllText(root["data/kept"], "kept");

        var refusal = Assert.Throws<StartRefusedException>(() => DataDirectory.Take(root["data"], clean));

        Assert.That(refusal!.Message, Does.Contain(root["data"]).And.Contain("another FactoryTwin"));
        Assert.That(File.Exists(root["data/kept"]), Is.True);
    }
}
