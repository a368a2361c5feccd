using FactoryTwin.Contracts.Tests.Lint;
using FactoryTwin.Options.V1;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests;

/// <summary>REST callers keep what was published: buf looks at messages and methods, these look at routes, roles and required fields.</summary>
internal sealed class PublishedTests
{
    private FileDescriptorSet _published = null!;

    [OneTimeSetUp]
    public async Task ReadTheBaseline()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("factorytwin-baseline-").FullName, "baseline.binpb");
        var (clean, output) = await Buf.RunAsync(Repository.Root, "build", Path.Combine("docs", "api", "baseline.txtpb"), "-o", file);
        Assert.That(clean, output);
        _published = FileDescriptorSet.Parser.ParseFrom(await File.ReadAllBytesAsync(file));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Test]
    public void No_published_route_role_or_optional_field_is_taken_away() =>
        Assert.That(string.Join('\n', Compatibility.Breaks(Open(_published), Contract.Ours())), Is.Empty);

    [Test]
    public void A_changed_route_is_found() => Assert.That(
        After("GetPoint", options => options.GetExtension(AnnotationsExtensions.Http).Get = "/v1/{name=measurements/*}"),
        Is.EqualTo(new[] { "factorytwin.twin.v1.Points.GetPoint: the route Get /v1/points/* body '' response '' is gone" }));

    [Test]
    public void A_further_route_is_no_break() => Assert.That(
        After("GetPoint", options => options.GetExtension(AnnotationsExtensions.Http).AdditionalBindings.Add(new HttpRule { Get = "/v1/{name=measurements/*}" })), Is.Empty);

    [Test]
    public void A_role_taken_away_is_found() => Assert.That(
        After("GetPoint", options => options.GetExtension(AccessExtensions.Access).Roles.Add("admin")),
        Is.EqualTo(new[] { "factorytwin.twin.v1.Points.GetPoint: some who could call it no longer can" }));

    [Test]
    public void A_field_that_becomes_required_is_found()
    {
        var changed = Writable();
        var request = changed.File.SelectMany(file => file.MessageType).Single(message => message.Name == "ListPointsRequest");
        request.Field.Single(field => field.Name == "filter").Options.GetOrInitializeExtension(FieldBehaviorExtensions.FieldBehavior).Add(FieldBehavior.Required);

        Assert.That(Compatibility.Breaks(Contract.Ours(), Open(changed)), Is.EqualTo(new[] { "factorytwin.twin.v1.ListPointsRequest.filter: has become required" }));
    }

    /// <summary>The breaks that a change of one method's options makes.</summary>
    private static IEnumerable<string> After(string method, Action<MethodOptions> change)
    {
        var changed = Writable();
        change(changed.File.SelectMany(file => file.Service).SelectMany(service => service.Method).Single(each => each.Name == method).Options);
        return Compatibility.Breaks(Contract.Ours(), Open(changed)).ToArray();
    }

    private static FileDescriptorSet Writable() => FileDescriptorSet.Parser
        .WithExtensionRegistry([AnnotationsExtensions.Http, AccessExtensions.Access, FieldBehaviorExtensions.FieldBehavior])
        .ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(ContractSet.All));

    private static Contract Open(FileDescriptorSet set) => new(set, file => file.Package.StartsWith("factorytwin.", StringComparison.Ordinal));
}
