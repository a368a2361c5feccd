using System.Text.Json;
using FactoryTwin.Rpc.Health;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace FactoryTwin.Rpc.Tests.Interop;

/// <summary>Clients by official libraries against our server. Each client runs all its scenarios once; the tests look at what it saw.</summary>
[TestFixture("js", TestName = "grpc-js client, our server")]
[TestFixture("py", TestName = "grpcio client, our server")]
[TestFixture("js", true, TestName = "grpc-js client, our compressing server")]
[TestFixture("py", true, TestName = "grpcio client, our compressing server")]
public sealed class PeerClientTests(string peer, bool compress = false)
{
    private EchoHost _host = null!;
    private JsonElement _seen;

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        _host = await EchoHost.StartAsync(options => options.CompressResponses = compress, services => services.AddRpcHealth().AddRpcReflection());
        _host.App.Services.GetRequiredService<HealthService>().Set("", ServingStatus.Serving);
        var printed = peer == "js" ? await Peers.NodeClientAsync(_host.Port) : await Peers.PythonClientAsync(_host.Port);
        _seen = JsonDocument.Parse(printed).RootElement;
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    [TestCase("unary", "hello")]
    [TestCase("clientStream", "a,b,c")]
    [TestCase("serverStream", "s")]
    [TestCase("duplex", "9")]
    public void EveryKindGivesMessagesHeadersAndTrailers(string scenario, string lastText)
    {
        var seen = Seen(scenario);
        Assert.Multiple(() =>
        {
            Assert.That(Code(seen), Is.EqualTo(StatusCode.OK));
            Assert.That(seen.GetProperty("messages").EnumerateArray().Last().GetProperty("text").GetString(), Is.EqualTo(lastText));
            foreach (var part in new[] { "headers", "trailers" })
            {
                Assert.That(Texts(seen.GetProperty(part).GetProperty("text")), Is.EqualTo(new[] { "a value" }), part);
                Assert.That(Texts(seen.GetProperty(part).GetProperty("bytes")), Is.EqualTo(new[] { "AP8K" }), part);
            }
        });
    }

    [TestCase("serverStream", 100)]
    [TestCase("duplex", 10)]
    public void StreamsComeWholeAndInOrder(string scenario, int count) =>
        Assert.That(Seen(scenario).GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("index").GetInt32()), Is.EqualTo(Enumerable.Range(0, count)));

    [Test]
    public void FailureCarriesCodeAndMessage()
    {
        Assert.That(Code(Seen("failure")), Is.EqualTo(StatusCode.NotFound));
        Assert.That(Seen("failure").GetProperty("message").GetString(), Is.EqualTo("näher: 100 % gone\n"));
    }

    [Test]
    public void FailureCarriesItsDetails()
    {
        var seen = Seen("failureDetails");
        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(Texts(seen.GetProperty("details")).Single()!));
        Assert.That(Code(seen), Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(status.Code, Is.EqualTo((int)StatusCode.InvalidArgument));
        Assert.That(
            status.Details.Single(detail => detail.Is(Google.Rpc.BadRequest.Descriptor)).Unpack<Google.Rpc.BadRequest>().FieldViolations.Single().Description,
            Is.EqualTo("must not be empty"));
    }

    [Test]
    public void FailureOfVeryManyWordsIsToldInFew()
    {
        var seen = Seen("failureLong");
        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(Texts(seen.GetProperty("details")).Single()!));
        Assert.That(Code(seen), Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(seen.GetProperty("message").GetString(), Does.Match("^text: \uFFFD+\\.\\.\\.$"));
        Assert.That(status.Details.Single(detail => detail.Is(Google.Rpc.BadRequest.Descriptor)).Unpack<Google.Rpc.BadRequest>().FieldViolations.Single().Field, Is.EqualTo("text"));
    }

    [Test]
    public void FailureAfterResponsesComesAfterThem()
    {
        Assert.That(Seen("failureAfterResponses").GetProperty("messages").GetArrayLength(), Is.EqualTo(2));
        Assert.That(Code(Seen("failureAfterResponses")), Is.EqualTo(StatusCode.DataLoss));
    }

    [Test]
    public async Task DeadlineEndsTheCallOnBothSides()
    {
        Assert.That(Code(Seen("deadline")), Is.EqualTo(StatusCode.DeadlineExceeded));
        await _host.Service.CancelledAsync(peer + "-deadline");
    }

    [Test]
    public async Task CancellationReachesTheHandler()
    {
        Assert.That(Code(Seen("cancel")), Is.EqualTo(StatusCode.Cancelled));
        await _host.Service.CancelledAsync(peer + "-cancel");
    }

    [Test]
    public void CompressedMessagesPass()
    {
        Assert.That(Code(Seen("gzip")), Is.EqualTo(StatusCode.OK));
        Assert.That(Seen("gzip").GetProperty("messages")[0].GetProperty("text").GetString(), Has.Length.EqualTo(100_000));
    }

    [Test]
    public void LargeMessagesPassUpToTheLimit()
    {
        Assert.That(Seen("large").GetProperty("messages")[0].GetProperty("size").GetInt32(), Is.EqualTo(4_000_000));
        Assert.That(Code(Seen("tooLarge")), Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [Test]
    public void UnknownMethodIsUnimplemented() => Assert.That(Code(Seen("unimplemented")), Is.EqualTo(StatusCode.Unimplemented));

    [Test]
    public void HealthIsToldToTheClient() => Assert.That(
        peer == "js" ? Seen("health").GetProperty("response").GetProperty("status").ToString() : Seen("health").GetProperty("status").ToString(),
        Is.EqualTo(peer == "js" ? "SERVING" : "1"));

    [Test]
    public void ReflectionListsServicesAndGivesFilesWithDependencies()
    {
        var seen = Seen("reflection");
        Assert.Multiple(() =>
        {
            Assert.That(Texts(seen.GetProperty("services")), Is.EquivalentTo(
                new[] { "factorytwin.test.rpc.v1.Echo", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection" }));
            Assert.That(seen.GetProperty("files").GetInt32(), Is.EqualTo(2), "echo.proto and timestamp.proto");
            Assert.That(seen.GetProperty("error").GetInt32(), Is.EqualTo((int)StatusCode.NotFound));
        });
    }

    private static StatusCode Code(JsonElement seen) => (StatusCode)seen.GetProperty("code").GetInt32();

    private static string?[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(text => text.GetString())];

    private JsonElement Seen(string scenario)
    {
        var seen = _seen.GetProperty(scenario);
        if (seen.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String) Assert.Fail($"{scenario}: {error}");
        return seen;
    }
}
