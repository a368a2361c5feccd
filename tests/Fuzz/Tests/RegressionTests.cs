using System.Text;
using FactoryTwin.Fuzz.Attacks;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.V1;
using FactoryTwin.Fuzz.Wire;
using FactoryTwin.Services.Energy.Pricing.Domain;
using FactoryTwin.Twin.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Fuzz.Tests;

/// <summary>What the program found once, each by name.</summary>
internal sealed class RegressionTests
{
    private static Server.Addresses Addresses => Sut.Server.Addresses;

    [TearDown]
    public async Task Nothing_is_logged_as_our_fault() => Assert.That((await Sut.Server.MeasureAsync())!.Faults, Is.Empty);

    [TestCase("ffffffffffffffff\r\n")]
    [TestCase("x\r\n")]
    public async Task A_chunk_whose_length_is_no_number_is_the_callers_fault(string chunk)
    {
        using var connection = await RawHttp1.ConnectAsync(Addresses.GatewayWeb);
        await connection.SendAsync(Text("POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk));
        Assert.That((await connection.ReadAsync(FiringRange.Patience)).Status, Is.EqualTo(400));
    }

    [TestCase("br")]
    [TestCase("gzip")]
    [TestCase("deflate")]
    public async Task A_body_that_is_not_encoded_as_it_says_is_the_callers_fault(string encoding)
    {
        await using var connection = await RawHttp2.ConnectAsync(Addresses.Services["energy"]);
        var answer = await connection.RequestAsync(
            [.. Rest("POST", "/v1/priceSeries/fuzz:import"), ("content-encoding", encoding)], Text("start_time,price\n1,2"), FiringRange.Patience);
        Assert.That(answer.Status, Is.EqualTo(400), answer.Text);
    }

    [Test]
    public async Task A_body_whose_sender_leaves_is_nobodys_fault()
    {
        await using var connection = await RawHttp2.ConnectAsync(Addresses.Services["ingestion"]);
        for (var round = 0; round < 20; round++)
        {
            var stream = connection.NextStream();
            await connection.SendAsync(Frames.Headers(stream, Hpack.Encode(Rest("POST", "/v1/sources/fuzz/readings:push")), endStream: false));
            await connection.SendAsync(Frames.Data(stream, "{\"sequence\":"u8, endStream: false));
            await connection.SendAsync(Frames.Reset(stream, 8));
        }
        Assert.That((await connection.RequestAsync(Rest("GET", "/v1/sources"), default, FiringRange.Patience)).Status, Is.EqualTo(200), "and the connection serves on");
    }

    [Test]
    public async Task Wrong_parameters_of_an_upload_do_not_cost_the_connection()
    {
        using var connection = await RawHttp1.ConnectAsync(Addresses.GatewayWeb);
        for (var round = 0; round < 3; round++)
        {
            await connection.SendAsync(Text($"POST /v1/probes/a:upload?nothing=1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {Addresses.UserToken}\r\nContent-Type: text/csv\r\nContent-Length: 5\r\n\r\na,b,c"));
            var answer = await connection.ReadAsync(FiringRange.Patience);
            Assert.That((answer.Status, connection.IsOpen), Is.EqualTo((400, true)), answer.Text);
        }
    }

    [Test]
    public void A_price_step_that_would_end_after_the_last_year_is_a_fault_of_its_line()
    {
        var (steps, faults) = PriceCsv.Read("start_time,price\n2026-03-01T00:00:00Z,1\n9999-03-01T00:00:00Z,1\n");
        Assert.That((steps.Count, faults.Single().Line), Is.EqualTo((0, 3)));
    }

    [Test]
    public async Task A_time_that_there_is_not_is_the_callers_fault()
    {
        await using var connection = await RawHttp2.ConnectAsync(Addresses.Services["twin-state"]);
        var request = new QueryPointHistoryRequest { Name = "points/fuzz-point", StartTime = new Timestamp { Seconds = 1, Nanos = -1 } };
        var answer = await connection.RequestAsync(
            Requests.Grpc("/factorytwin.twin.v1.Points/QueryPointHistory", Addresses.UserToken, "20S"), Requests.Message(request.ToByteArray()), FiringRange.Patience);
        Assert.That(answer.GrpcStatus, Is.AnyOf("3", "5"), answer.GrpcMessage);
    }

    private static List<(string Name, string Value)> Rest(string method, string path) =>
        [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a"), ("authorization", "Bearer " + Addresses.UserToken), ("content-type", "application/json")];

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
