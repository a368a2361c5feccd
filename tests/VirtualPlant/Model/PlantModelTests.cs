using FactoryTwin.Services.VirtualPlant.Model;
using FactoryTwin.Services.VirtualPlant.Model.Domain;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;

namespace FactoryTwin.VirtualPlant.Tests.Model;

public sealed class PlantModelTests
{
    [Test]
    public void The_model_file_says_what_the_tables_say()
    {
        var expected = PlantModelFile.FromTables();
        if (PlantModelFile.Read().Equals(expected)) return;
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "plant-model.json");
        File.WriteAllText(path, PlantModelFile.ToText(expected));
        Assert.Fail($"services/virtual-plant/Model/plant-model.json differs from the tables of assets and tags; what it should be is in {path}");
    }

    [Test]
    public void Every_tag_belongs_to_an_asset_of_the_hierarchy() =>
        Assert.That(TagTable.All.Select(t => t.Asset).Distinct(), Is.SubsetOf(PlantAsset.All.Select(a => a.Id)));

    [Test]
    public void The_hierarchy_has_one_root_and_parents_come_first()
    {
        var seen = new HashSet<string>();
        foreach (var asset in PlantAsset.All)
        {
            Assert.That(asset.Parent.Length == 0 ? seen.Count == 0 : seen.Contains(asset.Parent), Is.True, asset.Id);
            Assert.That(seen.Add(asset.Id), Is.True, asset.Id);
        }

        Assert.That(PlantAsset.All.SelectMany(a => a.PipedTo).Distinct(), Is.SubsetOf(seen));
    }
}
