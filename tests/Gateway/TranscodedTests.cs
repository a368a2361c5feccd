using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Testing;

namespace FactoryTwin.Gateway.Tests;

/// <summary>REST for a service in Python that has gRPC alone: the gateway makes it of the descriptors that the service handed over.</summary>
internal sealed class TranscodedTests
{
    private GatewayHost _gateway = null!;
    private PeerProcess _service = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _gateway = await GatewayHost.StartAsync(("Gateway:MaxRequestBytes", "100000"));
        _service = await Peers.SamplesServiceAsync(_gateway.Web, _gateway.Host.Token("platform-engineer"));
        await Eventually.IsTrueAsync(() => _gateway.Directory.Find("laboratory")?.Health == ServiceHealth.Serving);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _service.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Test]
    public async Task A_resource_is_created_read_changed_and_deleted()
    {
        var rest = _gateway.Rest("operator");
        var created = await JsonAsync(HttpStatusCode.OK, rest.PostAsync("/v1/samples", Json(
            """{"name":"samples/s1","point":"lab","takeTime":"2026-03-01T08:00:00.5Z","state":"TAKEN","composition":{"C1":91.5,"C2":"NaN"},"counts":["9007199254740993",7]}""")));
        Assert.That(created.ToJsonString(), Is.EqualTo(
            """{"name":"samples/s1","point":"lab","takeTime":"2026-03-01T08:00:00.500Z","state":"TAKEN","composition":{"C1":91.5,"C2":"NaN"},"counts":["9007199254740993","7"]}"""));
        Assert.That((await JsonAsync(HttpStatusCode.OK, rest.GetAsync("/v1/samples/s1"))).ToJsonString(), Is.EqualTo(created.ToJsonString()));

        var changed = await JsonAsync(HttpStatusCode.OK, rest.PatchAsync("/v1/samples/s1", Json("""{"state":"ANALYSED"}""")));
        Assert.That(((string?)changed["state"], (string?)changed["point"]), Is.EqualTo(("ANALYSED", "lab")), "the mask is made of the body");
        Assert.That((await JsonAsync(HttpStatusCode.OK, rest.DeleteAsync("/v1/samples/s1"))).ToJsonString(), Is.EqualTo("{}"));

        var gone = await JsonAsync(HttpStatusCode.NotFound, rest.GetAsync("/v1/samples/s1"));
        Assert.That(((string?)gone["code"], (string?)gone["detail"]), Is.EqualTo(("NOT_FOUND", "'samples/s1' does not exist.")));
    }

    [Test]
    public async Task Query_parameters_of_enums_and_pages_reach_it()
    {
        var rest = _gateway.Rest("operator");
        foreach (var (id, state) in new[] { ("q1", "TAKEN"), ("q2", "ANALYSED"), ("q3", "TAKEN"), ("q4", "STATE_UNSPECIFIED") })
            await JsonAsync(HttpStatusCode.OK, rest.PostAsync("/v1/samples", Json($$"""{"name":"samples/{{id}}","state":"{{state}}"}""")));

        var first = await JsonAsync(HttpStatusCode.OK, rest.GetAsync("/v1/samples?states=TAKEN&states=2&page_size=2&pageToken=samples/q"));
        Assert.That(first["samples"]!.AsArray().Select(each => (string?)each!["name"]), Is.EqualTo(new[] { "samples/q1", "samples/q2" }));
        var second = await JsonAsync(HttpStatusCode.OK, rest.GetAsync($"/v1/samples?states=TAKEN&pageToken={first["nextPageToken"]}"));
        Assert.That(second["samples"]!.AsArray().Select(each => (string?)each!["name"]), Is.EqualTo(new[] { "samples/q3" }));
    }

    [TestCase("GET", "/v1/samples?colour=red", "", 400, "colour")]
    [TestCase("GET", "/v1/samples?states=BROKEN", "", 400, "states[0]")]
    [TestCase("POST", "/v1/samples", """{"counts":["x"]}""", 400, "counts[0]")]
    [TestCase("POST", "/v1/samples", "{", 400, "not JSON")]
    [TestCase("POST", "/v1/samples", """{"name":"elsewhere/a"}""", 400, "sample.name: must be samples/{sample}.")]
    [TestCase("PUT", "/v1/samples", "{}", 405, "METHOD_NOT_ALLOWED")]
    [TestCase("PATCH", "/v1/samples/a", """{"name":"samples/b"}""", 400, "sample.name")]
    public async Task A_callers_fault_is_told_by_field(string method, string path, string body, int status, string named)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body.Length > 0 ? Json(body) : null };
        using var answer = await _gateway.Rest("operator").SendAsync(request);

        Assert.That(((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType), Is.EqualTo((status, "application/problem+json")));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(named));
    }

    [Test]
    public async Task A_body_above_the_gateways_limit_is_refused()
    {
        var refused = await JsonAsync(HttpStatusCode.RequestEntityTooLarge, _gateway.Rest("operator").PostAsync("/v1/samples", Json($$"""{"point":"{{new string('x', 100_000)}}"}""")));
        Assert.That((string?)refused["code"], Is.EqualTo("BODY_TOO_LARGE"));
    }

    [Test]
    public async Task Nobody_gets_past_the_door_without_credentials() =>
        Assert.That((string?)(await JsonAsync(HttpStatusCode.Unauthorized, _gateway.Rest("").GetAsync("/v1/samples")))["code"], Is.EqualTo("UNAUTHENTICATED"));

    [TestCase("text/event-stream", "data: ")]
    [TestCase("application/x-ndjson", "")]
    public async Task A_server_stream_comes_message_by_message(string accept, string prefix)
    {
        var rest = _gateway.Rest("operator");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/samples:watch") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue(accept) } } };
        using var answer = await rest.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(accept));

        foreach (var name in new[] { $"samples/w1-{accept[0]}", $"samples/w2-{accept[0]}" })
        {
            await JsonAsync(HttpStatusCode.OK, rest.PostAsync("/v1/samples", Json($$"""{"name":"{{name}}"}""")));
            while (await lines.ReadLineAsync() is { } line)
            {
                if (line.StartsWith(prefix, StringComparison.Ordinal) && line.Contains(name, StringComparison.Ordinal))
                    break;
            }
        }
    }

    [Test]
    public async Task A_client_stream_takes_lines_and_an_array()
    {
        var rest = _gateway.Rest("operator");
        var lines = string.Concat(Enumerable.Range(0, 500).Select(number => $$"""{"name":"samples/z{{number}}"}""" + "\n"));
        var answer = await JsonAsync(HttpStatusCode.OK, rest.PostAsync("/v1/samples:import", new StringContent(lines, Encoding.UTF8, "application/x-ndjson")));
        Assert.That((int?)answer["samples"], Is.EqualTo(500));
        Assert.That((int?)(await JsonAsync(HttpStatusCode.OK, rest.PostAsync("/v1/samples:import", Json("""[{"name":"samples/z1"},{"name":"samples/z2"}]"""))))["samples"], Is.EqualTo(2));

        var refused = await JsonAsync(HttpStatusCode.BadRequest, rest.PostAsync("/v1/samples:import", Json("""[{"name":"samples/z1"},{"nam":1}]""")));
        Assert.That(refused.ToJsonString(), Does.Contain("nam"));
    }

    [Test]
    public async Task A_head_has_the_headers_alone()
    {
        using var head = await _gateway.Rest("operator").SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/samples"));
        Assert.That((head.StatusCode, head.Content.Headers.ContentType?.MediaType), Is.EqualTo((HttpStatusCode.OK, "application/json")));
    }

    private static async Task<JsonNode> JsonAsync(HttpStatusCode expected, Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(expected), text);
        return JsonNode.Parse(text)!;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
