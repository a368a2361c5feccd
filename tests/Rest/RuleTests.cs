using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace FactoryTwin.Rest.Tests;

/// <summary>google.api.http beyond the library's rules, and what HTTP itself asks for.</summary>
internal sealed class RuleTests
{
    private RestServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await RestServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase("REPORT", "/v1/custom/x", 200)]
    [TestCase("GET", "/v1/custom/x", 405)]
    [TestCase("GET", "/v1/any/x", 200)]
    [TestCase("PUT", "/v1/any/x", 200)]
    [TestCase("MKCOL", "/v1/any/x", 200)]
    [TestCase("OPTIONS", "/v1/any/x", 200)]
    public async Task A_custom_kind_is_its_method_and_a_star_every_one(string method, string path, int status)
    {
        using var answer = await SendAsync(method, path);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        if (status == 200)
            Assert.That((string?)(await JsonAsync(answer))["name"], Is.EqualTo("x"));
        else
            Assert.That(answer.Content.Headers.Allow, Is.EqualTo(new[] { "OPTIONS", "REPORT" }));
    }

    // google/api/http.proto: a variable of one segment is decoded whole; of several, all but the encoded slash.
    [TestCase("/v1/any/a%2Fb%25c%3Ad%20e%E6%B3%B5+f", "name", "a/b%c:d e泵+f")]
    [TestCase("/v1/deep/racks/a%2Fb/%20c%2fd:open", "inner.name", "racks/a%2Fb/ c%2fd")]
    [TestCase("/v1/deep/racks:open", "inner.name", "racks")]
    [TestCase("/v1/two/a/1/b/2%2F3/c", "inner.name", "b/2%2F3/c")]
    [TestCase("/v1/two/a/1/b/2/c", "name", "a/1")]
    [TestCase("/v1/tail", "name", "")]
    [TestCase("/v1/tail/of/any/length", "name", "")]
    public async Task A_path_binds_as_its_template_says(string path, string field, string expected)
    {
        JsonNode? at = await JsonAsync(await SendAsync("GET", path));
        foreach (var name in field.Split('.'))
            at = at![name];

        Assert.That((string?)at, Is.EqualTo(expected));
    }

    [TestCase("/v1/any/%zz")]
    [TestCase("/v1/any/%E6%B3")]
    [TestCase("/v1/deep/other/x:open", 404)]
    [TestCase("/v1/deep/racks/x", 404)]
    [TestCase("/v1/any/", 404)]
    [TestCase("/v1/two/a/1/b/c", 404)]
    public async Task A_path_that_does_not_fit_is_refused(string path, int status = 400)
    {
        using var answer = await SendAsync("GET", path);
        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Body_and_response_body_may_be_messages()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/part/x?label=l") { Content = Http.Json("""{"name":"in","etag":"e"}""") };
        using var answer = await _server.Client.SendAsync(request);
        var inner = await JsonAsync(answer);

        Assert.That(inner.AsObject().Select(each => each.Key), Is.EqualTo(new[] { "name", "label", "etag" }));
        Assert.That((string?)inner["name"], Is.EqualTo("in"));
        Assert.That(answer.Headers.ETag?.Tag, Is.EqualTo("\"e\""), "the etag of what is sent");
        using var nothing = await SendAsync("PUT", "/v1/part/x");
        Assert.That(await nothing.Content.ReadAsStringAsync(), Is.EqualTo("null"));
    }

    [Test]
    public async Task Head_is_a_get_without_its_body_and_options_lists_the_methods()
    {
        using var get = await SendAsync("GET", "/v1/racks/s/books/b");
        using var head = await SendAsync("HEAD", "/v1/racks/s/books/b");
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(get.Content.Headers.ContentLength));
        Assert.That(head.Headers.ETag?.Tag, Is.EqualTo("\"v1\""));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
        using var missing = await SendAsync("HEAD", "/v1/nothing");
        Assert.That(missing.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));

        using var options = await SendAsync("OPTIONS", "/v1/racks/s/books/b");
        Assert.That(options.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(options.Content.Headers.Allow, Is.EqualTo(new[] { "GET", "HEAD", "OPTIONS", "PATCH" }));
    }

    [Test]
    public async Task Head_of_a_stream_ends_it_at_the_first_message()
    {
        using var events = await SendAsync("HEAD", "/v1/count?end=1000000000");
        Assert.That(events.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        using var file = await SendAsync("HEAD", "/v1/downloads/x");
        Assert.That(file.Content.Headers.ContentLength, Is.EqualTo(RulesService.File.Length));
    }

    [TestCase("application/json", 200)]
    [TestCase("application/*;q=0.5, text/html", 200)]
    [TestCase("text/html, */*;q=0.1", 200)]
    [TestCase("text/html", 406)]
    [TestCase("application/json;q=0", 406)]
    [TestCase("*/*, application/json;q=0", 406)]
    public async Task The_form_of_the_answer_is_agreed_on(string accept, int status)
    {
        using var answer = await SendAsync("GET", "/v1/racks/s/books/b", "Accept", accept);
        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
    }

    [TestCase("application/jsonl", "application/jsonl")]
    [TestCase("application/x-ndjson;q=0.9, text/event-stream;q=0.5", "application/x-ndjson")]
    [TestCase("*/*;q=0.5, application/x-ndjson", "application/x-ndjson")]
    [TestCase("*/*", "text/event-stream")]
    [TestCase("application/json", null)]
    public async Task The_form_of_a_stream_is_agreed_on(string accept, string? expected)
    {
        using var answer = await SendAsync("GET", "/v1/count?end=2", "Accept", accept);
        if (expected is null)
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotAcceptable));
        else
            Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_target_that_is_too_long_is_refused()
    {
        using var answer = await SendAsync("GET", "/v1/any/" + new string('x', 20_000));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestUriTooLong));
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? header = null, string? value = null)
    {
        // As it stands: the URI class would take the encoding of some characters away.
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(_server.Client.BaseAddress + path[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        return await _server.Client.SendAsync(request);
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) => JsonNode.Parse(Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync()))!;
}
