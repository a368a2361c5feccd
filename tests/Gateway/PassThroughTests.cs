using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.TestThings.V1;
using Grpc.Core;

namespace FactoryTwin.Gateway.Tests;

internal sealed class PassThroughTests
{
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task Start() => _gateway = await GatewayHost.StartAsync(("Gateway:MaxRequestBytes", "100000"));

    [OneTimeTearDown]
    public async Task Stop() => await _gateway.DisposeAsync();

    [TestCase("a")]
    [TestCase("a%2Fb")]
    [TestCase("a%252Fb")]
    [TestCase("%E6%B3%B5%20x")]
    [TestCase("a%3Achange")]
    public async Task A_rest_call_reaches_its_service_with_its_path_as_it_is(string id)
    {
        var direct = JsonNode.Parse(await _gateway.Host.Rest(service: "things").GetStringAsync("/v1/things/" + id))!;
        var through = JsonNode.Parse(await _gateway.Rest().GetStringAsync("/v1/things/" + id))!;

        Assert.That((string?)through["name"], Is.EqualTo((string?)direct["name"]));
        Assert.That((string?)through["number"], Is.EqualTo("1"), "one request id arrives");
    }

    [TestCase("PUT", "handled")]
    [TestCase("DELETE", "handled")]
    [TestCase("MKCOL", "handled")]
    [TestCase("GET", "")]
    public async Task A_rule_of_the_kind_star_takes_every_method_that_no_other_rule_takes(string method, string text)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/anyThings/a");
        using var answer = await _gateway.Rest().SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["text"], Is.EqualTo(text));
    }

    [TestCase("PUT", HttpStatusCode.Unauthorized)]
    [TestCase("GET", HttpStatusCode.OK)]
    [TestCase("HEAD", HttpStatusCode.OK)]
    public async Task A_rule_of_the_kind_star_does_not_change_who_may_call_the_others(string method, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/anyThings/a");
        using var answer = await _gateway.Rest("").SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task The_request_id_comes_back_once()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/things/a");
        request.Headers.Add("X-Request-Id", "mine-7");
        using var answer = await _gateway.Rest().SendAsync(request);

        Assert.That(answer.Headers.GetValues("X-Request-Id"), Is.EqualTo(new[] { "mine-7" }));
    }

    [Test]
    public async Task The_callers_trace_goes_on_to_the_service()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        Metadata context = new() { { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" }, { "tracestate", "vendor=7" } };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/openThings/traced");
        foreach (var entry in context)
            request.Headers.TryAddWithoutValidation(entry.Key, entry.Value);

        using var answer = await _gateway.Rest("").SendAsync(request);
        var called = await _gateway.Host.Grpc<Things.ThingsClient>(service: "gateway").GetOpenThingAsync(new Thing { Name = "traced" }, context);

        Assert.That((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["text"], Is.EqualTo($"{trace} vendor=7"));
        Assert.That(called.Text, Is.EqualTo($"{trace} vendor=7"));
    }

    [Test]
    public async Task Grpc_passes_in_all_four_kinds()
    {
        var things = _gateway.Host.Grpc<Things.ThingsClient>(service: "gateway");
        Assert.That((await things.ChangeThingAsync(new Thing { Name = "things/a", Text = "泵" })).Text, Is.EqualTo("泵"));

        using var count = things.CountThings();
        for (var number = 0; number < 3; number++)
            await count.RequestStream.WriteAsync(new Thing { Number = number });
        await count.RequestStream.CompleteAsync();
        Assert.That((await count).Number, Is.EqualTo(3));

        using var echo = things.EchoThings();
        await echo.RequestStream.WriteAsync(new Thing { Name = "one" });
        Assert.That(await echo.ResponseStream.MoveNext(CancellationToken.None), Is.True);
        Assert.That(echo.ResponseStream.Current.Name, Is.EqualTo("one"), "answered while the request goes on");
        await echo.RequestStream.CompleteAsync();
        Assert.That(await echo.ResponseStream.MoveNext(CancellationToken.None), Is.False);
    }

    [Test]
    public async Task Errors_of_a_service_pass_unchanged()
    {
        using var rest = await _gateway.Rest("dispatcher").PostAsync("/v1/things/a:change", Json("{}"));
        Assert.That(rest.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((string?)JsonNode.Parse(await rest.Content.ReadAsStringAsync())!["code"], Is.EqualTo("PERMISSION_DENIED"));

        var things = _gateway.Host.Grpc<Things.ThingsClient>("dispatcher", "gateway");
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await things.ChangeThingAsync(new Thing()));
        Assert.That(fault!.StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
        Assert.That(Rpc.RpcErrors.GetStatus(fault).Details, Is.Not.Empty);
    }

    [Test]
    public async Task Nobody_gets_past_the_door_without_credentials()
    {
        using var none = await _gateway.Rest("").GetAsync("/v1/things/a");
        Assert.That(none.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(none.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));

        var forged = _gateway.Rest("");
        forged.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _gateway.Host.Token("admin")[..^4] + "AAAA");
        using var refused = await forged.GetAsync("/v1/things/a");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));

        var things = _gateway.Host.Grpc<Things.ThingsClient>("", "gateway");
        Assert.That((await Assert.ThrowsAsync<RpcException>(async () => await things.GetThingAsync(new Thing())))!.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
    }

    [Test]
    public async Task What_is_open_needs_no_credentials_not_even_good_ones()
    {
        var anyone = _gateway.Rest("");
        Assert.That(await anyone.GetStringAsync("/v1/openThings/a"), Does.Contain("\"a\""));
        anyone.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "old");
        Assert.That(await anyone.GetStringAsync("/v1/openThings/a"), Does.Contain("\"a\""));
    }

    [Test]
    public async Task Unknown_paths_and_wrong_methods_are_problems_of_the_gateway()
    {
        using var unknown = await _gateway.Rest().GetAsync("/v1/nothing");
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((string?)JsonNode.Parse(await unknown.Content.ReadAsStringAsync())!["code"], Is.EqualTo("ROUTE_NOT_FOUND"));

        using var wrong = await _gateway.Rest().DeleteAsync("/v1/things/a");
        Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(wrong.Content.Headers.Allow, Is.EquivalentTo(new[] { "GET", "HEAD", "OPTIONS" }));
        Assert.That((string?)JsonNode.Parse(await wrong.Content.ReadAsStringAsync())!["code"], Is.EqualTo("METHOD_NOT_ALLOWED"));

        var unknownMethod = new Method<Thing, Thing>(
            MethodType.Unary, "factorytwin.nothing.v1.Here", "Get", Marshallers.Create(_ => [], _ => new Thing()), Marshallers.Create(_ => [], _ => new Thing()));
        var call = _gateway.Host.Channel(service: "gateway").AsyncUnaryCall(unknownMethod, null, default, new Thing());
        Assert.That((await Assert.ThrowsAsync<RpcException>(async () => await call))!.StatusCode, Is.EqualTo(StatusCode.Unimplemented));
    }

    [Test]
    public async Task Events_pass_one_by_one_while_the_stream_goes_on()
    {
        var watched = _gateway.Things.Service.Watched.Writer;
        watched.TryWrite(new Thing { Name = "first" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/things:watch");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await _gateway.Rest().SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(answer.Content.Headers.ContentEncoding, Is.Empty);
        Assert.That(await DataAsync(lines), Does.Contain("first"));
        watched.TryWrite(new Thing { Name = "second" });
        Assert.That(await DataAsync(lines), Does.Contain("second"));
    }

    [Test]
    public async Task A_large_import_streams_through_and_a_large_message_does_not()
    {
        using var import = await _gateway.Rest().PostAsync("/v1/things:import", new ByteArrayContent(new byte[40_000_000]) { Headers = { ContentType = new("text/csv") } });
        var text = await import.Content.ReadAsStringAsync();
        Assert.That((string?)JsonNode.Parse(text)!["number"], Is.EqualTo("40000000"), text);

        using var large = await _gateway.Rest().PostAsync("/v1/things/a:change", Json($$"""{"text":"{{new string('x', 100_000)}}"}"""));
        Assert.That(large.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(large.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
    }

    [Test]
    public async Task A_call_that_takes_too_long_is_ended()
    {
        await using var impatient = await GatewayHost.StartAsync(("Gateway:RequestTimeout", "1s"));
        using var answer = await impatient.Rest().GetAsync("/v1/slowThings/a");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        Assert.That((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"], Is.EqualTo("DEADLINE_EXCEEDED"));
    }

    [TestCase("br")]
    [TestCase("gzip")]
    public async Task Json_is_compressed_for_those_who_take_it(string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/things/a");
        request.Headers.AcceptEncoding.ParseAdd(encoding);
        using var answer = await _gateway.Rest().SendAsync(request);

        Assert.That(answer.Content.Headers.ContentEncoding, Is.EqualTo(new[] { encoding }));
        Assert.That((await answer.Content.ReadAsByteArrayAsync()).Length, Is.LessThan(1000), "five thousand times the same letter");
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<string> DataAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
                return line;
        }
        return "(the stream ended)";
    }
}
