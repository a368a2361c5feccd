using FactoryTwin.Fuzz.Attacks;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.V1;
using FactoryTwin.Fuzz.Wire;
using FactoryTwin.Ingestion.V1;
using Google.Protobuf;

namespace FactoryTwin.Fuzz.Tests;

/// <summary>
/// The gateway shares its connections to the services: one caller's faults and slowness must stay its own. All of them at once, because most wait for
/// a limit; each with neighbours of its own.
/// </summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NeighbourTests
{
    private const string Echo = "/factorytwin.test.fuzz.v1.Probe/EchoThings";
    private const string Watch = "/factorytwin.test.fuzz.v1.Probe/WatchThings";
    private const string Get = "/factorytwin.test.fuzz.v1.Probe/GetThing";

    private Neighbours _neighbours = null!;

    private static Server.Addresses Addresses => Sut.Server.Addresses;

    private static Thing Large => new() { Text = new string('a', 60_000), Count = 20 };

    [SetUp]
    public async Task MoveInAsync() => _neighbours = await Neighbours.OpenAsync(Addresses);

    [TearDown]
    public async Task AreWellAsync()
    {
        var fault = await _neighbours.CheckAsync();
        await _neighbours.DisposeAsync();
        Assert.That(fault, Is.Null);
        Assert.That((await Sut.Server.MeasureAsync())!.Faults, Is.Empty);
    }

    [Test]
    public async Task Very_many_words_of_a_caller_in_its_error()
    {
        await using var connection = await RawHttp2.ConnectAsync(Addresses.GatewayGrpc);
        foreach (var words in (string[])[new string('\ufffd', 30_000), new string('a', 300_000), "sources/" + new string('\n', 50_000)])
        {
            var request = new UpdateSourceRequest { Source = new Source { Name = words } };
            var answer = await connection.RequestAsync(
                Requests.Grpc("/factorytwin.ingestion.v1.Sources/UpdateSource", Addresses.UserToken, "20S"), Requests.Message(request.ToByteArray()), FiringRange.Patience);
            Assert.That(answer.GrpcStatus, Is.AnyOf("3", "5"), answer.GrpcMessage);
            Assert.That(answer.Trailers.Concat(answer.Headers).Sum(header => header.Name.Length + header.Value.Length), Is.LessThan(8192));
        }
    }

    [TestCase("gateway", "POST", "/v1/probes/a:echo")]
    [TestCase("gateway", "POST", "/v1/probes:count")]
    [TestCase("service", "POST", "/v1/probes:count")]
    public async Task A_body_that_never_comes_whole(string door, string method, string path)
    {
        await using var slow = await RawHttp2.ConnectAsync(door == "gateway" ? Addresses.GatewayGrpc : Addresses.Services["probe"]);
        var stream = slow.NextStream();
        var answer = slow.Expect(stream);
        await slow.SendAsync((byte[])[.. Frames.Headers(stream, Hpack.Encode(Rest(method, path)), endStream: false), .. Frames.Data(stream, "{"u8, endStream: false)]);
        await Task.WhenAny(answer.Done, slow.Closed).WaitAsync(FiringRange.Patience);
        Assert.That(answer.Take().Status, door == "gateway" ? Is.AnyOf(0, 400) : Is.EqualTo(400));
    }

    [TestCase("gateway", Get)]
    [TestCase("gateway", Watch)]
    [TestCase("service", Get)]
    [TestCase("service", Watch)]
    public async Task A_request_that_never_comes_whole(string door, string path)
    {
        await using var slow = await HeldStream.OpenAsync(Addresses, door == "gateway" ? Addresses.GatewayGrpc : Addresses.Services["probe"], path, "3S");
        await slow.SendAsync([0, 0, 0, 0, 100, 1]);
        await slow.Done.WaitAsync(FiringRange.Patience);
        Assert.That((slow.Answer.GrpcStatus, slow.Answer.GoAway), Is.EqualTo(("4", (int?)null)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_reader_that_does_not_read(bool byGateway)
    {
        var door = byGateway ? Addresses.GatewayGrpc : Addresses.Services["probe"];
        await using var silent = await HeldStream.OpenAsync(Addresses, door, Watch, window: 1000);
        await silent.SendAsync(Large, last: true);
        await silent.Done.WaitAsync(FiringRange.Patience);
        Assert.That(silent.Answer.GrpcStatus, Is.Null);
        Assert.That(byGateway || silent.Answer.Reset == 8, Is.True, $"reset {silent.Answer.Reset}");
    }

    [Test]
    public async Task A_reader_of_one_large_answer_that_does_not_read()
    {
        await using var silent = await HeldStream.OpenAsync(Addresses, Addresses.Services["probe"], Get, window: 1000);
        await silent.SendAsync(Large, last: true);
        await silent.Done.WaitAsync(FiringRange.Patience);
        Assert.That((silent.Answer.Reset, silent.Answer.GoAway), Is.EqualTo(((int?)8, (int?)null)));
    }

    [Test]
    public async Task Requests_that_are_not_read_while_their_answers_are_not()
    {
        List<HeldStream> stalled = [];
        for (var count = 0; count < 20; count++)
        {
            var each = await HeldStream.OpenAsync(Addresses, Addresses.GatewayGrpc, Echo, window: 1000);
            stalled.Add(each);
            await each.SendAsync(Large);
            await each.SendAsync(Large);
        }
        // While all of them stand still, there is room for the others' large requests.
        await using var other = await HeldStream.OpenAsync(Addresses, Addresses.GatewayGrpc, Echo);
        Assert.That(await other.EchoAsync(Large), Is.Null);
        foreach (var each in stalled)
            await each.DisposeAsync();
    }

    private static List<(string Name, string Value)> Rest(string method, string path) =>
        [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a"), ("authorization", "Bearer " + Addresses.UserToken), ("content-type", "application/json")];

    [Test]
    public async Task Calls_that_are_given_up_at_once()
    {
        await using var hasty = await RawHttp2.ConnectAsync(Addresses.GatewayGrpc);
        for (var round = 0; round < 300 && !hasty.IsGone; round++)
        {
            var stream = hasty.NextStream();
            await hasty.SendAsync((byte[])[.. Frames.Headers(stream, Hpack.Encode(Requests.Grpc(Echo, Addresses.UserToken, "20S")), endStream: false), .. Frames.Data(stream, Requests.Message([]), endStream: false), .. Frames.Reset(stream, 8)]);
        }
    }
}
