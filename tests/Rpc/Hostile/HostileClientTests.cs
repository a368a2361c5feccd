using System.Net;
using System.Net.Http.Headers;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FactoryTwin.Rpc.Tests.Hostile;

/// <summary>Raw HTTP/2 requests that no gRPC library would send: each gets its status, and the server goes on.</summary>
public sealed class HostileClientTests
{
    private const string Unary = "/factorytwin.test.rpc.v1.Echo/Unary";

    private EchoHost _host = null!;
    private HttpClient _http = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await EchoHost.StartAsync(options => options.MaxReceiveMessageSize = 1000);
        _http = new HttpClient { BaseAddress = new Uri(_host.Address) };
    }

    [TearDown]
    public async Task ServerStillAnswersAsync()
    {
        var (channel, client) = _host.Connect();
        using (channel) Assert.That((await client.UnaryAsync(new EchoRequest { Text = "still there" })).Text, Is.EqualTo("still there"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [TestCase(new byte[] { 0, 0, 0 }, StatusCode.Internal, TestName = "truncated header")]
    [TestCase(new byte[] { 0, 0, 0, 0, 9, 1 }, StatusCode.Internal, TestName = "truncated message")]
    [TestCase(new byte[] { 0, 0x7f, 0xff, 0xff, 0xff }, StatusCode.ResourceExhausted, TestName = "announced too large")]
    [TestCase(new byte[] { 7, 0, 0, 0, 0 }, StatusCode.Internal, TestName = "unknown flag")]
    [TestCase(new byte[] { 1, 0, 0, 0, 1, 1 }, StatusCode.Internal, TestName = "compressed without encoding")]
    [TestCase(new byte[] { 0, 0, 0, 0, 2, 0xff, 0xff }, StatusCode.Internal, TestName = "no protobuf")]
    [TestCase(new byte[0], StatusCode.Unimplemented, TestName = "no message")]
    [TestCase(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, StatusCode.Unimplemented, TestName = "two messages")]
    public async Task BrokenBodyGetsItsStatus(byte[] body, StatusCode status) => Assert.That(await CallAsync(Unary, body), Is.EqualTo(status));

    [Test]
    public async Task UnknownEncodingIsRefusedWithThoseThatAreKnown()
    {
        using var response = await PostAsync(Unary, Message(new EchoRequest()), headers => headers.Add("grpc-encoding", "br"));
        Assert.That(Status(response), Is.EqualTo(StatusCode.Unimplemented));
        Assert.That(response.Headers.GetValues("grpc-accept-encoding"), Is.EqualTo(new[] { "identity,gzip" }));
    }

    [TestCase("1s", StatusCode.Internal)]
    [TestCase("soon", StatusCode.Internal)]
    [TestCase("0n", StatusCode.DeadlineExceeded)]
    [TestCase("99999999H", StatusCode.OK)]
    public async Task TimeoutIsChecked(string timeout, StatusCode status)
    {
        using var response = await PostAsync(Unary, Message(new EchoRequest()), headers => headers.Add("grpc-timeout", timeout));
        Assert.That(Status(response), Is.EqualTo(status));
    }

    [TestCase("/no.Such/Method")]
    [TestCase("/factorytwin.test.rpc.v1.Echo/unary")]
    [TestCase("/")]
    [TestCase("/a/b/c/d")]
    public async Task UnknownPathIsUnimplemented(string path) => Assert.That(await CallAsync(path, Message(new EchoRequest())), Is.EqualTo(StatusCode.Unimplemented));

    [TestCase("application/json")]
    [TestCase("application/grpc-web")]
    public async Task OtherContentIsRefusedByHttp(string contentType)
    {
        using var response = await PostAsync(Unary, Message(new EchoRequest()), _ => { }, contentType);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
    }

    [Test]
    public async Task AnyBytesGetSomeStatus()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 500; i++)
        {
            byte[] body = [.. Message(new EchoRequest { Text = "mutate me", Payload = ByteString.CopyFrom(1, 2, 3) })];
            for (var change = random.Next(1, 5); change > 0; change--) body[random.Next(body.Length)] = (byte)random.Next(256);
            // Hang, fail codes and lengths may come out of it too: a deadline bounds them.
            using var response = await PostAsync(Unary, body[..random.Next(body.Length + 1)], headers =>
            {
                headers.Add("grpc-timeout", "100m");
                if (i % 3 == 0) headers.Add("grpc-encoding", "gzip");
            });
            Assert.That(Enum.IsDefined(Status(response)), Is.True);
        }
    }

    [Test]
    public async Task UnreadableBinaryMetadataIsLeftOut()
    {
        using var response = await PostAsync(Unary, Message(new EchoRequest()), headers => headers.TryAddWithoutValidation("echo-x-bin", "%%%"));
        Assert.That(Status(response), Is.EqualTo(StatusCode.OK));
    }

    private static byte[] Message(EchoRequest request) => [0, 0, 0, 0, (byte)request.CalculateSize(), .. request.ToByteArray()];

    private static StatusCode Status(HttpResponseMessage response)
    {
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/grpc"));
        var headers = response.Headers.Contains("grpc-status") ? (HttpHeaders)response.Headers : response.TrailingHeaders;
        return (StatusCode)int.Parse(headers.GetValues("grpc-status").Single());
    }

    private async Task<StatusCode> CallAsync(string path, byte[] body)
    {
        using var response = await PostAsync(path, body, _ => { });
        return Status(response);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body, Action<HttpRequestHeaders> headers, string contentType = "application/grpc")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(body),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        headers(request.Headers);
        return await _http.SendAsync(request);
    }
}
