using System.Net;
using System.Text.Json.Nodes;
using FactoryTwin.Rest.Tests.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Transcoding;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FactoryTwin.Rest.Tests;

[TestFixture(HttpProtocols.Http1)]
[TestFixture(HttpProtocols.Http2)]
internal sealed class StreamTests(HttpProtocols protocols)
{
    private RestServer _server = null!;

    [SetUp]
    public async Task Start() => _server = await RestServer.StartAsync(
        new TranscodingOptions { FirstHeartbeat = TimeSpan.FromMilliseconds(50), Heartbeat = TimeSpan.FromMilliseconds(50), MaxJsonBytes = 200 }, protocols);

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Messages_arrive_one_by_one_as_events_while_the_stream_goes_on()
    {
        using var response = await WatchAsync("text/event-stream", new Book { Title = "first" });
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(await NextAsync(lines), Is.EqualTo("id: 1"));
        Assert.That((string?)JsonNode.Parse((await NextAsync(lines))["data: ".Length..])!["title"], Is.EqualTo("first"));
        _server.Library.Watched.Writer.TryWrite(new Book { Title = "second" });
        Assert.That(await NextAsync(lines), Is.EqualTo("id: 2"));
        Assert.That(await NextAsync(lines), Does.Contain("\"second\""));
        _server.Library.Watched.Writer.Complete();
        Assert.That(await NextAsync(lines), Is.EqualTo("event: end"));
    }

    [Test]
    public async Task A_quiet_stream_is_kept_alive_by_comments()
    {
        using var response = await WatchAsync("text/event-stream", null);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.That(await lines.ReadLineAsync(), Is.EqualTo("retry: 2000"));
        Assert.That(await lines.ReadLineAsync(), Is.Empty);
        Assert.That(await lines.ReadLineAsync(), Is.EqualTo(": waiting"));
        Assert.That(await lines.ReadLineAsync(), Is.Empty);
        Assert.That(await lines.ReadLineAsync(), Is.EqualTo(": alive"));
        _server.Library.Watched.Writer.Complete();
    }

    [Test]
    public async Task A_failure_before_the_first_message_has_its_own_status()
    {
        // With its own, patient first heartbeat: a slow machine must not begin the stream before the failure.
        await using var server = await RestServer.StartAsync(new TranscodingOptions { FirstHeartbeat = TimeSpan.FromMinutes(1) }, protocols);
        server.Library.Watched.Writer.Complete(RpcErrors.NotFound("racks/x"));
        using var response = await server.Client.GetAsync("/v1/books:watch");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
    }

    [Test]
    public async Task A_failure_in_the_middle_is_an_error_event_with_the_problem()
    {
        using var response = await WatchAsync("text/event-stream", new Book());
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        await NextAsync(lines);
        await NextAsync(lines);
        _server.Library.Watched.Writer.Complete(RpcErrors.Unavailable("The store is away."));

        Assert.That(await NextAsync(lines), Is.EqualTo("event: error"));
        var problem = JsonNode.Parse((await NextAsync(lines))["data: ".Length..])!;
        Assert.That(((int)problem["status"]!, (string?)problem["code"]), Is.EqualTo((503, "UNAVAILABLE")));
    }

    [Test]
    public async Task Json_lines_are_sent_to_those_who_ask_for_them()
    {
        using var response = await WatchAsync("application/x-ndjson", new Book { Title = "first" });
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/x-ndjson"));
        Assert.That((string?)JsonNode.Parse((await lines.ReadLineAsync())!)!["title"], Is.EqualTo("first"));
        _server.Library.Watched.Writer.Complete(RpcErrors.Unavailable("The store is away."));
        Assert.That((string?)JsonNode.Parse((await lines.ReadLineAsync())!)!["error"]!["code"], Is.EqualTo("UNAVAILABLE"));
        Assert.That(await lines.ReadLineAsync(), Is.Null);
    }

    [Test]
    public async Task A_reader_who_leaves_ends_the_call()
    {
        (await WatchAsync("text/event-stream", new Book())).Dispose();

        await _server.Library.WatcherGone.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task A_stopping_server_sends_its_listeners_away()
    {
        using var response = await WatchAsync("text/event-stream", new Book());
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        await NextAsync(lines);
        await NextAsync(lines);
        var stop = _server.StopAsync();

        Assert.That(await NextAsync(lines), Is.EqualTo("event: error"));
        Assert.That(await NextAsync(lines), Does.Contain("\"UNAVAILABLE\""));
        await stop;
    }

    [TestCase("application/x-ndjson", "{\"bookId\":\"a\"}\n\n{\"bookId\":\"b\"}\r\n{\"bookId\":\"c\"}")]
    [TestCase("application/json", "[{\"bookId\":\"a\"},{\"bookId\":\"b\"},{\"bookId\":\"c\"}]")]
    public async Task A_client_stream_takes_a_message_an_element_each_with_the_path(string type, string body)
    {
        using var response = await _server.Client.PostAsync("/v1/racks/s/books:push", Http.Text(body, type));
        var answer = ListBooksResponse.Parser.ParseJson(await response.Content.ReadAsStringAsync());

        Assert.That(answer.Books.Select(book => book.Name), Is.EqualTo(new[] { "racks/s/books/a", "racks/s/books/b", "racks/s/books/c" }));
    }

    [TestCase("application/x-ndjson", "{\"bookId\":\"a\"}\n{\"nosuch\":1}", 400)]
    [TestCase("application/x-ndjson", "not json", 400)]
    [TestCase("application/json", "[{\"bookId\":", 400)]
    [TestCase("text/csv", "a,b", 415)]
    public async Task A_faulty_element_of_a_client_stream_is_refused(string type, string body, int status)
    {
        using var response = await _server.Client.PostAsync("/v1/racks/s/books:push", Http.Text(body, type));

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task A_line_beyond_the_limit_is_refused_while_many_short_ones_pass()
    {
        using var large = await _server.Client.PostAsync("/v1/racks/s/books:push", Http.Text($"{{\"bookId\":\"{new string('x', 300)}\"}}", "application/x-ndjson"));
        Assert.That((int)large.StatusCode, Is.EqualTo(413));

        var lines = string.Concat(Enumerable.Range(0, 1000).Select(number => $"{{\"bookId\":\"{number}\"}}\n"));
        using var many = await _server.Client.PostAsync("/v1/racks/s/books:push", Http.Text(lines, "application/x-ndjson"));
        Assert.That(ListBooksResponse.Parser.ParseJson(await many.Content.ReadAsStringAsync()).Books, Has.Count.EqualTo(1000));
    }

    private async Task<HttpResponseMessage> WatchAsync(string accept, Book? first)
    {
        if (first is not null)
            _server.Library.Watched.Writer.TryWrite(first);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/books:watch") { Version = _server.Client.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Accept", accept);
        return await _server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The next line that is neither empty nor a comment nor how long to wait before coming back.</summary>
    private static async Task<string> NextAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.Length > 0 && line[0] != ':' && !line.StartsWith("retry:", StringComparison.Ordinal))
                return line;
        }
        return "(the stream ended)";
    }
}
