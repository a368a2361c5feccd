using System.Net;
using System.Text.Json.Nodes;

namespace FactoryTwin.Rest.Tests;

/// <summary>Preconditions (RFC 9110 §13) over etags (AIP-154).</summary>
internal sealed class ConditionTests
{
    private RestServer _server = null!;
    private int _shelf;

    [OneTimeSetUp]
    public async Task Start() => _server = await RestServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase("\"1\"", 200)]
    [TestCase("*", 200)]
    [TestCase("\"7\", \"1\", \"9\"", 200)]
    [TestCase("\"2\"", 412)]
    [TestCase("\"2\", \"3\"", 412)]
    [TestCase("W/\"1\"", 412)]
    [TestCase("W/\"1\", \"1\"", 200)]
    [TestCase("1", 400)]
    [TestCase("\"1", 400)]
    public async Task If_match_guards_an_update_and_a_delete(string header, int status)
    {
        var path = await CreateAsync();
        using var update = await SendAsync(HttpMethod.Patch, path, "If-Match", header, """{"label":"new"}""");
        Assert.That((int)update.StatusCode, Is.EqualTo(status), await update.Content.ReadAsStringAsync());
        Assert.That(update.Headers.ETag?.Tag, Is.EqualTo(status == 200 ? "\"2\"" : null));

        path = await CreateAsync();
        using var delete = await SendAsync(HttpMethod.Delete, path, "If-Match", header);
        Assert.That((int)delete.StatusCode, Is.EqualTo(status), await delete.Content.ReadAsStringAsync());
        using var left = await _server.Client.GetAsync(path);
        Assert.That(left.IsSuccessStatusCode, Is.EqualTo(status != 200));
    }

    [Test]
    public async Task A_mismatch_in_the_body_is_a_conflict_and_one_of_the_header_a_failed_precondition()
    {
        var path = await CreateAsync();
        using var body = await SendAsync(HttpMethod.Patch, path, null, null, """{"label":"x","etag":"9"}""");
        Assert.That(body.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        using var query = await SendAsync(HttpMethod.Delete, path + "?etag=9", null, null);
        Assert.That(query.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        using var header = await SendAsync(HttpMethod.Patch, path, "If-Match", "\"9\"", """{"label":"x"}""");
        Assert.That(header.StatusCode, Is.EqualTo(HttpStatusCode.PreconditionFailed));
        var problem = JsonNode.Parse(await header.Content.ReadAsStringAsync())!;
        Assert.That(((int)problem["status"]!, (string?)problem["code"]), Is.EqualTo((412, "ETAG_MISMATCH")));
        using var both = await SendAsync(HttpMethod.Patch, path, "If-Match", "\"1\"", """{"label":"x","etag":"9"}""");
        Assert.That(both.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("\"1\"", 304)]
    [TestCase("W/\"1\"", 304)]
    [TestCase("\"5\", \"1\"", 304)]
    [TestCase("*", 304)]
    [TestCase("\"2\"", 200)]
    public async Task If_none_match_spares_the_body_of_what_the_caller_has(string header, int status)
    {
        var path = await CreateAsync();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var response = await SendAsync(method, path, "If-None-Match", header);
            Assert.That((int)response.StatusCode, Is.EqualTo(status));
            Assert.That(response.Headers.ETag?.Tag, Is.EqualTo("\"1\""));
            var length = (await response.Content.ReadAsByteArrayAsync()).Length;
            Assert.That(length > 0, Is.EqualTo(status == 200 && method == HttpMethod.Get));
        }
    }

    [Test]
    public async Task If_match_holds_for_a_get_too()
    {
        var path = await CreateAsync();
        using var good = await SendAsync(HttpMethod.Get, path, "If-Match", "\"1\"");
        Assert.That(good.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var bad = await SendAsync(HttpMethod.Get, path, "If-Match", "\"2\"");
        Assert.That(bad.StatusCode, Is.EqualTo(HttpStatusCode.PreconditionFailed));
    }

    [Test]
    public async Task A_star_asks_whether_it_is_there()
    {
        var path = await CreateAsync();
        var name = path.Split('/')[^1];
        using var again = await SendAsync(HttpMethod.Post, "/v1/shelves", "If-None-Match", "*", $$"""{"name":"{{name}}"}""");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.PreconditionFailed));
        using var plain = await SendAsync(HttpMethod.Post, "/v1/shelves", null, null, $$"""{"name":"{{name}}"}""");
        Assert.That(plain.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        using var fresh = await SendAsync(HttpMethod.Post, "/v1/shelves", "If-None-Match", "*", $$"""{"name":"{{name}}x"}""");
        Assert.That(fresh.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var update = await SendAsync(HttpMethod.Patch, path, "If-None-Match", "*", """{"label":"x"}""");
        Assert.That(update.StatusCode, Is.EqualTo(HttpStatusCode.PreconditionFailed));
        using var missing = await SendAsync(HttpMethod.Patch, "/v1/shelves/none", "If-Match", "*", """{"label":"x"}""");
        Assert.That(missing.StatusCode, Is.EqualTo(HttpStatusCode.PreconditionFailed));
    }

    [Test]
    public async Task A_condition_that_cannot_be_kept_is_refused()
    {
        using var response = await SendAsync(HttpMethod.Put, "/v1/racks/s/tags", "If-Match", "\"1\"", "[]");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("\"If-Match\""));
    }

    private async Task<string> CreateAsync()
    {
        var name = $"s{Interlocked.Increment(ref _shelf)}-{Guid.NewGuid():N}";
        using var created = await SendAsync(HttpMethod.Post, "/v1/shelves", null, null, $$"""{"name":"{{name}}"}""");
        Assert.That(created.Headers.ETag?.Tag, Is.EqualTo("\"1\""));
        return "/v1/shelves/" + name;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? header, string? value, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Http.Json(body) };
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        return await _server.Client.SendAsync(request);
    }
}
