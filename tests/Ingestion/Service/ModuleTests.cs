using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.Events;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Ingestion.Tests.Service;

/// <summary>The module as it runs: its listener, gRPC and REST, roles, events.</summary>
internal sealed class ModuleTests
{
    private const string SourceJson = """
        {"name":"sources/lab","displayName":"Lab","csvFormat":{},"mappings":[{"column":"a","point":"lab.a","unit":"kPa"},{"column":"b","point":"lab.b"}]}
        """;

    private ModuleHost _host = null!;

    [SetUp]
    public async Task Start() => _host = await ModuleHost.StartAsync(new IngestionModule());

    [TearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A_file_is_imported_over_REST_and_its_rejected_rows_and_raw_bytes_can_be_had()
    {
        var rest = _host.Rest("engineer");
        await PostAsync(rest, "/v1/sources", SourceJson, HttpStatusCode.OK);
        const string csv = "time,a,b\r\n2026-01-01T00:00:00Z,1,2\r\n2026-01-01T00:00:01Z,oops,4\r\n";

        var result = await PostAsync(rest, "/v1/sources/lab:import", csv, HttpStatusCode.OK, "text/csv");

        Assert.That(result["accepted"]!.GetValue<int>(), Is.EqualTo(1));
        Assert.That(result["rejected"]!.GetValue<int>(), Is.EqualTo(1));
        Assert.That(result["rejectedRows"]![0]!["line"]!.GetValue<int>(), Is.EqualTo(3));
        var rows = JsonNode.Parse(await rest.GetStringAsync("/v1/sources/lab/rejectedRows?filter=line%3D3"))!["rejectedRows"]!.AsArray();
        Assert.That(rows.Single()!["raw"]!.GetValue<string>(), Is.EqualTo("2026-01-01T00:00:01Z,oops,4"));
        var raw = await rest.GetAsync($"/v1/{result["rawBatch"]}:download");
        Assert.That(await raw.Content.ReadAsStringAsync(), Is.EqualTo(csv));
        Assert.That(raw.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/csv"));
        Assert.That(raw.Content.Headers.ContentLength, Is.EqualTo(csv.Length));

        using var part = new HttpRequestMessage(HttpMethod.Get, $"/v1/{result["rawBatch"]}:download") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        part.Headers.Add("Range", "bytes=5-8");
        part.Headers.TryAddWithoutValidation("If-Range", raw.Headers.ETag!.Tag);
        using var answer = await rest.SendAsync(part);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo(csv[5..9]));
    }

    [Test]
    public async Task Faults_come_as_problem_json_that_names_the_fields()
    {
        var rest = _host.Rest("engineer");
        await PostAsync(rest, "/v1/sources", SourceJson, HttpStatusCode.OK);

        var source = await PostAsync(rest, "/v1/sources", """{"name":"sources/x"}""", HttpStatusCode.BadRequest);
        var type = await PostAsync(rest, "/v1/sources/lab:import", "{}", HttpStatusCode.BadRequest);
        var header = await PostAsync(rest, "/v1/sources/lab:import", "time,a,a\n", HttpStatusCode.BadRequest, "text/csv");

        Assert.That(source["errors"]!.AsArray().Select(e => e!["field"]!.GetValue<string>()), Is.EquivalentTo(["source.displayName", "source.mappings"]));
        Assert.That(type["errors"]![0]!["field"]!.GetValue<string>(), Is.EqualTo("Content-Type"));
        Assert.That(header["errors"]![0]!["description"]!.GetValue<string>(), Does.Contain("'a' 2 times"));
    }

    [Test]
    public async Task Pushes_and_streams_are_answered_over_gRPC_and_a_repeat_survives_a_restart()
    {
        await PostAsync(_host.Rest("engineer"), "/v1/sources", SourceJson, HttpStatusCode.OK);
        var request = Push(1, 0, 10);
        var first = await _host.Grpc<Readings.ReadingsClient>().PushReadingsAsync(request);
        await _host.RestartAsync();
        var client = _host.Grpc<Readings.ReadingsClient>();

        var again = await client.PushReadingsAsync(request);
        using var stream = client.StreamReadings();
        await stream.RequestStream.WriteAsync(Push(2, 10, 5));
        await stream.RequestStream.WriteAsync(Push(3, 15, 5));
        await stream.RequestStream.WriteAsync(request);
        await stream.RequestStream.CompleteAsync();

        Assert.That((first.Accepted, again), Is.EqualTo((10, first)));
        Assert.That((await stream.ResponseAsync).Accepted, Is.EqualTo(20), "the repeated batch is answered as the first time");
    }

    [Test]
    public async Task A_source_is_changed_by_its_mask_and_guarded_by_its_etag()
    {
        var rest = _host.Rest("engineer");
        var created = await PostAsync(rest, "/v1/sources", SourceJson, HttpStatusCode.OK);
        var sources = _host.Grpc<Sources.SourcesClient>("engineer");

        var changed = await sources.UpdateSourceAsync(new UpdateSourceRequest
        {
            Source = new Source { Name = "sources/lab", Owner = "me", DisplayName = "not to be changed", Etag = created["etag"]!.GetValue<string>() },
            UpdateMask = new FieldMask { Paths = { "owner" } },
        });
        var stale = (await Assert.ThrowsAsync<RpcException>(() => sources.UpdateSourceAsync(new UpdateSourceRequest
        {
            Source = new Source { Name = "sources/lab", Owner = "you", Etag = created["etag"]!.GetValue<string>() },
        }).ResponseAsync))!;

        Assert.That((changed.Owner, changed.DisplayName, changed.Mappings.Count), Is.EqualTo(("me", "Lab", 2)));
        Assert.That(stale.StatusCode, Is.EqualTo(StatusCode.Aborted));
        Assert.That((await sources.ListSourcesAsync(new ListSourcesRequest { Filter = "owner = \"me\"" })).Sources.Select(s => s.Name), Is.EqualTo(["sources/lab"]));
    }

    [Test]
    public async Task A_role_that_may_not_push_is_refused()
    {
        var error = (await Assert.ThrowsAsync<RpcException>(() => _host.Grpc<Readings.ReadingsClient>("operator").PushReadingsAsync(Push(1, 0, 1)).ResponseAsync))!;
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
    }

    [Test]
    public async Task The_canary_is_heard_on_the_telemetry_topic()
    {
        var subscriber = _host.Services["ingestion"].Services.GetRequiredService<IEventSubscriber>();
        var heard = new TaskCompletionSource<Reading>();
        using var stop = new CancellationTokenSource();
        var run = subscriber.RunAsync(new("ingestion.telemetry", "test", (batch, _) =>
        {
            heard.TrySetResult(batch.Events[0].Event.Payload<ReadingsRecorded>().Readings[0]);
            return Task.CompletedTask;
        }), stop.Token);

        var reading = await heard.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That((reading.Point, reading.Value), Is.EqualTo(("pipeline-canary", 0d)));
        await stop.CancelAsync();
        await run;
    }

    private static PushReadingsRequest Push(long sequence, int first, int count)
    {
        var request = new PushReadingsRequest { Source = "sources/lab", Sequence = sequence };
        request.Readings.AddRange(Enumerable.Range(first, count).Select(i => new RawReading { Tag = "a", Value = i, EventTime = DateTimeOffset.UnixEpoch.AddSeconds(i).ToTimestamp() }));
        return request;
    }

    private static async Task<JsonNode> PostAsync(HttpClient rest, string path, string body, HttpStatusCode expected, string type = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await rest.PostAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(expected), text);
        return JsonNode.Parse(text)!;
    }
}
