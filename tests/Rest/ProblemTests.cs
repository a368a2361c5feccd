using System.Net;
using System.Text.Json.Nodes;
using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Rest.Tests;

internal sealed class ProblemTests
{
    private RestServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await RestServer.StartAsync(new TranscodingOptions { MaxJsonBytes = 1000 });

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase(1, 499, "CANCELLED")]
    [TestCase(2, 500, "UNKNOWN")]
    [TestCase(3, 400, "INVALID_ARGUMENT")]
    [TestCase(4, 504, "DEADLINE_EXCEEDED")]
    [TestCase(5, 404, "NOT_FOUND")]
    [TestCase(6, 409, "ALREADY_EXISTS")]
    [TestCase(7, 403, "PERMISSION_DENIED")]
    [TestCase(8, 429, "RESOURCE_EXHAUSTED")]
    [TestCase(9, 400, "FAILED_PRECONDITION")]
    [TestCase(10, 409, "ABORTED")]
    [TestCase(11, 400, "OUT_OF_RANGE")]
    [TestCase(12, 501, "UNIMPLEMENTED")]
    [TestCase(13, 500, "INTERNAL")]
    [TestCase(14, 503, "UNAVAILABLE")]
    [TestCase(15, 500, "DATA_LOSS")]
    [TestCase(16, 401, "UNAUTHENTICATED")]
    public async Task A_status_becomes_its_http_status_and_a_problem(int code, int status, string name)
    {
        using var answer = await _server.Client.GetAsync($"/v1/fail/{code}");
        var problem = await ReadAsync(answer, status);

        Assert.That((string?)problem["code"], Is.EqualTo(name));
        Assert.That((string?)problem["detail"], Is.EqualTo("as asked"));
        Assert.That(answer.Headers.RetryAfter is not null, Is.EqualTo(status is 429 or 503));
        Assert.That(answer.Headers.WwwAuthenticate, Has.Count.EqualTo(status == 401 ? 1 : 0));
    }

    [Test]
    public async Task Details_name_fields_and_reason()
    {
        using var fields = await _server.Client.GetAsync("/v1/fail/3?manner=details");
        var problem = await ReadAsync(fields, 400);
        Assert.That(
            problem["errors"]!.AsArray().Select(each => $"{each!["field"]}: {each["description"]}"),
            Is.EqualTo(new[] { "book.title: must not be empty", "book.pages: must be positive" }));

        using var reason = await _server.Client.GetAsync("/v1/fail/10?manner=etag");
        Assert.That((string?)(await ReadAsync(reason, 409))["code"], Is.EqualTo("ETAG_MISMATCH"));
    }

    [Test]
    public async Task Our_own_fault_tells_an_id_and_nothing_else()
    {
        using var answer = await _server.Client.GetAsync("/v1/fail/1?manner=unhandled");
        var problem = await ReadAsync(answer, 500);

        Assert.That(problem.ToJsonString(), Does.Not.Contain("secret"));
        Assert.That((string?)problem["detail"], Does.Match("^Internal error [0-9a-f]{32}\\.$"));
    }

    [Test]
    public async Task The_request_id_is_kept_or_made()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/fail/5");
        request.Headers.Add("X-Request-Id", "mine-1");
        using var kept = await _server.Client.SendAsync(request);
        Assert.That((string?)(await ReadAsync(kept, 404))["requestId"], Is.EqualTo("mine-1"));
        Assert.That(kept.Headers.GetValues("X-Request-Id"), Is.EqualTo(new[] { "mine-1" }));

        using var made = await _server.Client.GetAsync("/v1/racks/s/books/b");
        Assert.That(_server.Library.Headers.GetValue("x-request-id"), Is.EqualTo(made.Headers.GetValues("X-Request-Id").Single()));
    }

    [Test]
    public async Task Credentials_reach_the_handler_as_metadata()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/racks/s/books/b");
        request.Headers.Add("Authorization", "Bearer abc");
        request.Headers.Add("X-Other", "no");
        (await _server.Client.SendAsync(request)).Dispose();

        Assert.That(_server.Library.Headers.GetValue("authorization"), Is.EqualTo("Bearer abc"));
        Assert.That(_server.Library.Headers.Get("x-other"), Is.Null);
    }

    [Test]
    public async Task An_unknown_path_and_a_wrong_method_are_told_apart()
    {
        using var unknown = await _server.Client.GetAsync("/v1/nothing/here");
        Assert.That((string?)(await ReadAsync(unknown, 404))["code"], Is.EqualTo("ROUTE_NOT_FOUND"));

        using var wrong = await _server.Client.DeleteAsync("/v1/racks/s/books/b");
        Assert.That((string?)(await ReadAsync(wrong, 405))["code"], Is.EqualTo("METHOD_NOT_ALLOWED"));
        Assert.That(wrong.Content.Headers.Allow, Is.EqualTo(new[] { "GET", "HEAD", "OPTIONS", "PATCH" }));
    }

    [Test]
    public async Task A_body_that_is_too_large_or_of_another_type_is_refused()
    {
        using var large = await _server.Client.PostAsync("/v1/echo", Http.Json($$"""{"stringValue":"{{new string('x', 1000)}}"}"""));
        var problem = await ReadAsync(large, 413);
        Assert.That((string?)problem["detail"], Does.Contain("1000 bytes"));

        using var other = await _server.Client.PostAsync("/v1/echo", Http.Text("<a/>", "text/xml"));
        Assert.That((string?)(await ReadAsync(other, 415))["code"], Is.EqualTo("UNSUPPORTED_MEDIA_TYPE"));
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, int status)
    {
        Assert.That(answer.StatusCode, Is.EqualTo((HttpStatusCode)status));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.That((int)problem["status"]!, Is.EqualTo(status));
        Assert.That((string?)problem["type"], Does.StartWith("urn:factorytwin:problem:"));
        Assert.That((string?)problem["title"], Is.Not.Empty);
        Assert.That((string?)problem["requestId"], Is.Not.Empty);
        return problem;
    }
}
