using System.Text.Json.Nodes;

namespace FactoryTwin.Rest.Tests;

/// <summary>Event streams that go on where they were cut, and those that cannot.</summary>
internal sealed class ResumeTests
{
    private RestServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await RestServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task A_stream_goes_on_after_the_last_event_without_gap_or_doubling()
    {
        var whole = await EventsAsync("/v1/count?end=6", null);
        Assert.That(whole.Select(each => each.Id), Is.EqualTo(new[] { "n1", "n2", "n3", "n4", "n5", "n6", null }));
        Assert.That(whole[^1].Event, Is.EqualTo("end"));

        var rest = await EventsAsync("/v1/count?end=6", "n4");
        Assert.That(rest.Where(each => each.Event == "message").Select(each => (int)JsonNode.Parse(each.Data)!["number"]!), Is.EqualTo(new[] { 5, 6 }));
        Assert.That(rest.Any(each => each.Event == "reset"), Is.False);
    }

    [Test]
    public async Task The_query_counts_more_than_the_header()
    {
        var rest = await EventsAsync("/v1/count?end=6&resumeToken=n5", "n1");
        Assert.That(rest[0].Id, Is.EqualTo("n6"));
    }

    [Test]
    public async Task A_token_that_does_not_count_any_more_is_told_before_the_stream_starts_anew()
    {
        var events = await EventsAsync("/v1/count?end=2", "x9");

        Assert.That(events[0].Event, Is.EqualTo("reset"));
        Assert.That((string?)JsonNode.Parse(events[0].Data)!["reason"], Is.EqualTo("The token is of another life."));
        Assert.That(events.Select(each => each.Id), Is.EqualTo(new[] { null, "n1", "n2", null }));
    }

    [Test]
    public async Task A_stream_whose_contract_cannot_resume_says_so()
    {
        _server.Library.Watched.Writer.TryWrite(new Tests.V1.Book { Title = "T" });
        _server.Library.Watched.Writer.Complete();
        var events = await EventsAsync("/v1/books:watch", "3");

        Assert.That(events.Select(each => (each.Event, each.Id)), Is.EqualTo(new[] { ("reset", null), ("message", "1"), ("end", (string?)null) }));
    }

    [Test]
    public async Task Json_lines_resume_by_the_token_of_the_contract()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/count?end=6&resumeToken=n4");
        request.Headers.Add("Accept", "application/jsonl");
        using var response = await _server.Client.SendAsync(request);
        var lines = (await response.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');

        Assert.That(lines.Select(line => (int)JsonNode.Parse(line)!["number"]!), Is.EqualTo(new[] { 5, 6 }));
    }

    private async Task<List<(string Event, string? Id, string Data)>> EventsAsync(string path, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        using var response = await _server.Client.SendAsync(request);
        List<(string, string?, string)> events = [];
        foreach (var block in (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = block.Split('\n').Where(line => line[0] != ':').Select(line => line.Split(": ", 2)).ToDictionary(each => each[0], each => each[1]);
            if (fields.TryGetValue("data", out var data))
                events.Add((fields.GetValueOrDefault("event", "message"), fields.GetValueOrDefault("id"), data));
        }
        return events;
    }
}
