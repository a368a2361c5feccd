using FactoryTwin.Services.TwinState.Model.Domain;

namespace FactoryTwin.TwinState.Tests;

public sealed class ModelRulesTests
{
    private static readonly Dictionary<string, AssetNode> Nothing = new(StringComparer.Ordinal);

    [Test]
    public void A_sound_model_has_no_fault() => Assert.That(
        Check([Asset("assets/site", 2), Asset("assets/unit-101", 5, "assets/site", "assets/site")], [Point("points/101-PT-1", "assets/unit-101")]),
        Is.Empty);

    [Test]
    public void All_faults_are_told_at_once()
    {
        var faults = Check(
            [Asset("assets/bad id", 2), Asset("assets/a", 5, "assets/none"), Asset("assets/a", 5)],
            [Point("points/p", "assets/missing"), new PointNode("points/q", "", 5, 5, double.NaN, 3, -1)]);
        Assert.That(faults.Select(f => f.Field), Is.EquivalentTo(new[]
        {
            "model.assets[0].name", "model.assets[1].parent", "model.assets[2].name", "model.points[0].asset",
            "model.points[1].normal_low", "model.points[1].range_low", "model.points[1].stale_after_seconds",
        }));
    }

    [Test]
    public void An_asset_is_not_part_of_itself_through_others()
    {
        var faults = Check([Asset("assets/a", 0, "assets/b"), Asset("assets/b", 0, "assets/c"), Asset("assets/c", 0, "assets/a")], []);
        Assert.That(faults, Has.Count.EqualTo(3).And.All.Property("Description").Contains("part of itself"));
    }

    [Test]
    public void A_site_is_not_part_of_a_unit() =>
        Assert.That(Check([Asset("assets/unit", 5), Asset("assets/site", 2, "assets/unit")], []).Single().Field, Is.EqualTo("model.assets[1].parent"));

    [Test]
    public void What_is_stored_counts_as_known() => Assert.That(
        ModelRules.Check([Asset("assets/b", 5, "assets/a")], [], new Dictionary<string, AssetNode>(StringComparer.Ordinal) { ["assets/a"] = Asset("assets/a", 2) }),
        Is.Empty);

    [TestCase("101-PT-1001A", true)]
    [TestCase("a", true)]
    [TestCase("", false)]
    [TestCase("-a", false)]
    [TestCase("a/b", false)]
    [TestCase("a:b", false)]
    [TestCase("a\n", false)]
    [TestCase("é", false)]
    public void Ids_follow_the_grammar(string id, bool valid) => Assert.That(ResourceId.IsValid(id), Is.EqualTo(valid));

    private static IReadOnlyList<ModelFault> Check(AssetNode[] assets, PointNode[] points) => ModelRules.Check(assets, points, Nothing);

    private static AssetNode Asset(string name, int level, string parent = "", params string[] pipedTo) => new(name, level, parent, pipedTo);

    private static PointNode Point(string name, string asset) => new(name, asset, 1, 2, 0, 10, 30);
}
