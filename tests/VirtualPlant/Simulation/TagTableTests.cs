using System.Text.RegularExpressions;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;

namespace FactoryTwin.VirtualPlant.Tests.Simulation;

public sealed class TagTableTests
{
    [Test]
    public void The_plant_has_at_least_sixty_measured_points() =>
        Assert.That(TagTable.All.Count(t => t.Kind == TagKind.Measurement), Is.GreaterThanOrEqualTo(60));

    [Test]
    public void Tags_are_unique_and_speak_the_sites_grammar() => Assert.Multiple(() =>
    {
        Assert.That(TagTable.All.Select(t => t.Id), Is.Unique);
        foreach (var tag in TagTable.All)
            Assert.That(tag.Id, Does.Match(new Regex("^[1-6]0[12]-[A-Z]{2}-[0-9]{4}[AB]?(\\.(SP|OP))?$")));
    });

    [Test]
    public void Every_tag_has_a_name_a_unit_an_asset_and_a_normal_range_within_its_instruments() => Assert.Multiple(() =>
    {
        foreach (var tag in TagTable.All)
        {
            Assert.That(new[] { tag.DisplayName, tag.Unit, tag.Asset }, Has.None.Empty, tag.Id);
            Assert.That(tag.Range.Low, Is.LessThan(tag.Range.High), tag.Id);
            if (tag.Normal is not { } normal) continue;
            Assert.That(normal.Low, Is.LessThan(normal.High).And.GreaterThanOrEqualTo(tag.Range.Low), tag.Id);
            Assert.That(normal.High, Is.LessThanOrEqualTo(tag.Range.High), tag.Id);
        }
    });
}
