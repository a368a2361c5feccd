using System.Text.Json.Nodes;
using FactoryTwin.Contracts;
using FactoryTwin.Rest.Tests.V1;
using FactoryTwin.Rpc.OpenApi;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rest.Tests;

internal sealed class OpenApiTests
{
    private static readonly OpenApiInfo Info = new("Test", "1", "A test.");

    [Test]
    public async Task The_document_of_every_contract_is_valid_openapi_3_1()
    {
        Assert.That(await OpenApiPeer.ValidateAsync(Contracts()), Is.EqualTo("valid 3.1"));
    }

    [Test]
    public async Task The_document_of_every_form_of_rule_is_valid_openapi_3_1()
    {
        Assert.That(await OpenApiPeer.ValidateAsync(OfLibrary()), Is.EqualTo("valid 3.1"));
    }

    [Test]
    public async Task Methods_that_openapi_does_not_know_stand_beside_those_that_it_does()
    {
        Assert.That(await OpenApiPeer.ValidateAsync(OfRules()), Is.EqualTo("valid 3.1"));
        Assert.That(OfRules()["paths"]!["/v1/any/{name}"]!.AsObject().Select(each => each.Key), Is.EquivalentTo(new[] { "get", "x-any-other-method" }));
        Assert.That(OfRules()["paths"]!["/v1/custom/{name}"]!.AsObject().Select(each => each.Key), Is.EqualTo(new[] { "x-report" }));
    }

    [Test]
    public void A_download_is_described_with_its_ranges_and_its_etag()
    {
        var download = Contracts()["paths"]!["/v1/sources/{source}/rawBatches/{rawBatch}:download"]!["get"]!;
        Assert.That(
            download["parameters"]!.AsArray().Where(each => (string?)each!["in"] == "header").Select(each => (string?)each!["name"]),
            Is.EqualTo(new[] { "Range", "If-Range", "If-None-Match" }));
        Assert.That(Headers("200"), Is.EqualTo(new[] { "ETag", "Accept-Ranges" }));
        Assert.That(Headers("206"), Is.EqualTo(new[] { "ETag", "Content-Range" }));
        Assert.That(Headers("416"), Is.EqualTo(new[] { "Content-Range" }));
        Assert.That(download["responses"]!["206"]!["content"]!["*/*"], Is.Not.Null);
        Assert.That(download["responses"]!["304"], Is.Not.Null);

        IEnumerable<string> Headers(string status) => download["responses"]![status]!["headers"]!.AsObject().Select(each => each.Key);
    }

    [Test]
    public async Task The_validator_does_find_faults()
    {
        var broken = OfLibrary();
        broken["paths"]!["/v1/echo"]!["get"]!["responses"] = new JsonArray();

        Assert.That(await OpenApiPeer.ValidateAsync(broken), Does.Contain("/paths/~1v1~1echo/get/responses"));
    }

    [Test]
    public void A_path_names_its_parts_after_their_collections()
    {
        Assert.That(
            OfLibrary()["paths"]!.AsObject().Select(path => path.Key),
            Is.SupersetOf(new[] { "/v1/racks/{rack}/books/{book}", "/v1/racks/{rack}/books:push", "/v1/files/{file}", "/v1/fail/{code}" }));
        Assert.That(Operation("/v1/racks/{rack}/books/{book}", "patch")["operationId"]!.ToString(), Is.EqualTo("rest_Library_UpdateBook"));
    }

    [Test]
    public void What_path_and_body_leave_is_a_query_parameter()
    {
        Assert.That(Parameters("/v1/racks/{rack}/books", "post"), Is.EqualTo(new[] { "rack (path)", "bookId (query)" }));
        Assert.That(Parameters("/v1/racks/{rack}/books/{book}:archive", "post"), Is.EqualTo(new[] { "rack (path)", "book (path)" }));
        Assert.That(Parameters("/v1/echo", "get"), Does.Contain("nested.text (query)").And.Contain("wrapped (query)").And.None.Contains("counts"));
    }

    [Test]
    public void Streams_and_raw_bodies_have_their_media_types()
    {
        var watch = Operation("/v1/books:watch", "get")["responses"]!["200"]!["content"]!.AsObject();
        Assert.That(watch.Select(each => each.Key), Is.EqualTo(new[] { "text/event-stream", "application/x-ndjson" }));
        var push = Operation("/v1/racks/{rack}/books:push", "post")["requestBody"]!["content"]!.AsObject();
        Assert.That(push.Select(each => each.Key), Is.EqualTo(new[] { "application/x-ndjson", "application/json" }));
        Assert.That(Operation("/v1/racks/{rack}:import", "post")["requestBody"]!["content"]!["*/*"], Is.Not.Null);
    }

    [Test]
    public void Schemas_follow_the_proto3_mapping_and_field_behaviour()
    {
        var book = OfLibrary()["components"]!["schemas"]!["factorytwin.test.rest.v1.Book"]!;
        Assert.That(book["required"]!.AsArray().Select(each => (string?)each), Is.EqualTo(new[] { "title" }));
        Assert.That((string?)book["properties"]!["pages"]!["type"], Is.EqualTo("string"), "64 bits are text in JSON");
        Assert.That((bool?)book["properties"]!["createTime"]!["readOnly"], Is.True);
        Assert.That(Operation("/v1/racks/{rack}/books/{book}", "patch")["requestBody"]!["content"]!["application/json"]!["schema"]!["required"], Is.Null);
    }

    [Test]
    public void Comments_access_and_problems_are_told()
    {
        var create = Contracts()["paths"]!["/v1/sources"]!["post"]!;
        Assert.That((string?)create["description"], Is.EqualTo("Registers a source."));
        Assert.That(create["x-roles"]!.AsArray().Select(each => (string?)each), Is.EqualTo(new[] { "engineer", "edge-agent" }));
        Assert.That(create["security"]!.ToJsonString(), Is.EqualTo("""[{"bearer":["engineer"]},{"bearer":["edge-agent"]}]"""));
        Assert.That((string?)create["responses"]!["default"]!["$ref"], Is.EqualTo("#/components/responses/Problem"));
        Assert.That(Contracts()["paths"]!["/v1/sessions"]!["post"]!["security"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task Merged_documents_hold_what_each_held()
    {
        var merged = OpenApiDocument.Merge(Info, [Contracts(), OfLibrary()]);

        Assert.That(await OpenApiPeer.ValidateAsync(merged), Is.EqualTo("valid 3.1"));
        Assert.That(
            merged["paths"]!.AsObject().Select(path => path.Key),
            Is.EquivalentTo(Contracts()["paths"]!.AsObject().Concat(OfLibrary()["paths"]!.AsObject()).Select(path => path.Key)));
    }

    [Test]
    public void A_cut_set_holds_one_service_with_its_imports_and_can_be_opened()
    {
        var cut = ContractSet.Of(["factorytwin.energy.v1.Prices"]);

        Assert.That(cut.File.Select(file => file.Name), Does.Contain("google/api/annotations.proto").And.Contain("factorytwin/energy/v1/prices.proto"));
        Assert.That(cut.File.Select(file => file.Name), Has.None.Contains("twin/v1"));
        Assert.That(DescriptorSets.Open(cut).SelectMany(file => file.Services).Select(service => service.Name), Is.EqualTo(new[] { "Prices" }));
        Assert.That(() => ContractSet.Of(["factorytwin.nothing.v1.Here"]), Throws.ArgumentException);
        cut.File.RemoveAt(0);
        Assert.That(() => DescriptorSets.Open(cut), Throws.TypeOf<FormatException>());
    }

    private static JsonObject Contracts() => OpenApiDocument.Of(
        Info,
        DescriptorSets.Open(ContractSet.All, ContractOptions.Extensions).SelectMany(file => file.Services),
        ContractOptions.AccessOf,
        ContractOptions.UnitOf);

    private static JsonObject OfLibrary() => OpenApiDocument.Of(Info, [Library.Descriptor], _ => new MethodAccess(Anonymous: false, []));

    private static JsonObject OfRules() => OpenApiDocument.Of(Info, [Rules.Descriptor], _ => new MethodAccess(Anonymous: false, []));

    private static JsonNode Operation(string path, string method) => OfLibrary()["paths"]![path]![method]!;

    private static IEnumerable<string> Parameters(string path, string method) =>
        Operation(path, method)["parameters"]!.AsArray().Select(each => $"{each!["name"]} ({each["in"]})").ToArray();
}
