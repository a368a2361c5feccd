using System.Text.Json.Nodes;

namespace FactoryTwin.Contracts.Tests.Docs;

/// <summary>The OpenAPI document is valid, as public tools see it, and says all that a caller must know.</summary>
internal sealed class OpenApiTests
{
    [Test]
    public async Task The_lint_finds_nothing() => Assert.That(await Peer.RunAsync("lint-openapi.mjs", OpenApiFile.Text()), Is.EqualTo("0 problems"));

    [Test]
    public async Task The_lint_does_find_faults()
    {
        var broken = OpenApiFile.Document();
        broken["paths"]!["/v1/sources"]!["get"]!.AsObject().Remove("operationId");
        broken["paths"]!["/v1/points/{point}"]!["get"]!["parameters"]!.AsArray().Clear();
        broken["components"]!["schemas"]!["factorytwin.twin.v1.Point"]!["properties"]!["unit"]!["examples"] = new JsonArray(3);

        Assert.That(
            await Peer.RunAsync("lint-openapi.mjs", broken.ToJsonString()),
            Does.Contain("operation-operationId").And.Contain("path-parameters-defined").And.Contain("no-invalid-schema-examples"));
    }

    [Test]
    public async Task Every_example_fits_its_schema()
    {
        var said = await Peer.RunAsync("check-examples.mjs", OpenApiFile.Text());

        Assert.That(said, Does.Match("^[0-9]{3,} examples, 0 wrong$"));
    }

    [Test]
    public async Task A_wrong_example_is_found()
    {
        var broken = OpenApiFile.Document();
        broken["paths"]!["/v1/machines"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!["model"]!["capacity"] = "two";

        Assert.That(await Peer.RunAsync("check-examples.mjs", broken.ToJsonString()), Does.EndWith("1 wrong"));
    }

    [Test]
    public void Every_call_that_takes_json_shows_an_example()
    {
        var wrong =
            from operation in Operations()
            let body = operation.Value["requestBody"]
            where body is not null && (bool)body["required"]!
            from media in body["content"]!.AsObject()
            where media.Key == "application/json" && media.Value!["example"] is null
            select operation.Key;
        Assert.That(wrong.ToArray(), Is.EqualTo(new[] { "gateway_Directory_RegisterService" }), "descriptors are no example for a person");
    }

    [Test]
    public void Every_call_says_how_it_fails()
    {
        foreach (var (id, operation) in Operations())
        {
            var responses = operation["responses"]!.AsObject().Select(each => each.Key).ToArray();
            Assert.That(responses, Does.Contain("200").And.Contain("default").And.Contain("503"), id);
            Assert.That(responses.Contains("401"), Is.EqualTo(operation["security"]!.AsArray().Count > 0), id);
            Assert.That(responses.Contains("403"), Is.EqualTo(operation["x-roles"] is not null), id);
        }
    }

    [Test]
    public void What_has_an_etag_tells_it_and_can_be_guarded_by_it()
    {
        var update = Operation("ingestion_Sources_UpdateSource");
        Assert.That(update["responses"]!["200"]!["headers"]!["ETag"], Is.Not.Null);
        Assert.That(Parameters(update), Does.Contain("If-Match (header)"));
        Assert.That(update["responses"]!["409"], Is.Not.Null);
        Assert.That(Operation("ingestion_Sources_GetSource")["responses"]!["200"]!["headers"]!["ETag"], Is.Not.Null);
        Assert.That(Parameters(Operation("ingestion_Sources_GetSource")), Is.EqualTo(new[] { "source (path)", "If-None-Match (header)" }));
        Assert.That(Operation("ingestion_Sources_GetSource")["responses"]!["304"], Is.Not.Null);
        Assert.That(update["responses"]!["412"], Is.Not.Null);
    }

    [Test]
    public void Streams_files_and_units_are_described()
    {
        var watch = Operation("twin_Points_WatchPoints");
        Assert.That(Parameters(watch), Does.Contain("Last-Event-ID (header)").And.Contain("points (query)"));
        Assert.That(watch["responses"]!["200"]!["content"]!.AsObject().Select(media => media.Key), Is.EqualTo(new[] { "text/event-stream", "application/x-ndjson" }));
        Assert.That(Operation("ingestion_Readings_ImportReadings")["requestBody"]!["content"]!["text/csv"], Is.Not.Null);
        var size = OpenApiFile.Document()["components"]!["schemas"]!["factorytwin.scheduler.v1.BatchSize"]!["properties"]!;
        Assert.That((string?)size["powerMw"]!["x-unit"], Is.EqualTo("MW"));
    }

    private static JsonNode Operation(string id) => Operations().Single(each => each.Key == id).Value;

    private static IEnumerable<KeyValuePair<string, JsonNode>> Operations() =>
        from path in OpenApiFile.Document()["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select KeyValuePair.Create((string)operation.Value!["operationId"]!, operation.Value!);

    private static IEnumerable<string> Parameters(JsonNode operation) =>
        operation["parameters"]!.AsArray().Select(each => $"{each!["name"]} ({each["in"]})").ToArray();
}
