using FactoryTwin.Rpc;
using Grpc.Core;

namespace FactoryTwin.Hosting.Tests.Resources;

public sealed class ResourceNamesTests
{
    [TestCase("a")]
    [TestCase("7.kiln_2-b")]
    public void Ids(string id) => Assert.That(ResourceNames.IsId(id) && ResourceNames.IsName("machines/" + id, "machines"));

    [TestCase("")]
    [TestCase("-a")]
    [TestCase("a b")]
    [TestCase("a\n")] // what `$` in a pattern lets through
    [TestCase("a/b")]
    [TestCase("é")]
    [TestCase("٣")]
    public void No_ids(string id) => Assert.That(ResourceNames.IsId(id) || ResourceNames.IsName("machines/" + id, "machines"), Is.False);

    [Test]
    public void An_id_has_at_most_63_characters() =>
        Assert.That((ResourceNames.IsId(new string('a', 63)), ResourceNames.IsId(new string('a', 64))), Is.EqualTo((true, false)));

    [TestCase("north", "", ExpectedResult = "north")]
    [TestCase("", "things/north", ExpectedResult = "north")]
    [TestCase("", "north", ExpectedResult = "north")]
    [TestCase("north", "things/north", ExpectedResult = "north")]
    [TestCase("", "", ExpectedResult = "")]
    [TestCase("north", "things/south", ExpectedResult = "thing.name: must be empty or things/north")]
    [TestCase("no/rth", "", ExpectedResult = "thing_id: " + ResourceNames.IdRule)]
    [TestCase("", "others/north", ExpectedResult = "thing.name: " + ResourceNames.IdRule)]
    public string The_id_of_a_new_resource(string given, string name)
    {
        var faults = new Faults();
        var id = ResourceNames.NewId(given, name, "things", "thing_id", "thing.name", faults);
        return faults.Count == 0 ? id : Assert.Throws<RpcException>(faults.ThrowIfAny)!.Status.Detail;
    }

    [Test]
    public void Of_many_faults_a_hundred_are_told_and_the_rest_counted()
    {
        var faults = new Faults();
        for (var i = 0; i < 250; i++) faults.Add($"steps[{i}]", "is wrong");
        var told = RpcErrors.GetStatus(Assert.Throws<RpcException>(faults.ThrowIfAny)!).Details[1].Unpack<Google.Rpc.BadRequest>().FieldViolations;
        Assert.That(told, Has.Count.EqualTo(101));
        Assert.That(told[^1].Description, Is.EqualTo("and 150 more faults"));
    }
}
