using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Testing;
using Google.Protobuf;
using Grpc.Core;
using Laboratory.Samples.V1;
using DirectoryClient = FactoryTwin.Gateway.V1.Directory.DirectoryClient;

namespace FactoryTwin.Gateway.Tests;

/// <summary>A service, of bare frames on a real socket, that hangs up while its caller still sends: never that caller's fault.</summary>
internal sealed class ServiceGoneTests
{
    private const int Rounds = 20;

    /// <summary>The half of a body: more than the HTTP client keeps back before it sends.</summary>
    private static readonly byte[] Half = [.. "["u8, .. Enumerable.Repeat("""{"name":"samples/a"},""", 2_500).SelectMany(Encoding.ASCII.GetBytes)];

    private GatewayHost _gateway = null!;
    private BareServer _service = null!;
    private bool _ready;

    [TearDown]
    public async Task Stop()
    {
        await _service.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Test]
    public async Task A_request_by_http1_is_told_that_its_service_is_away([Values] bool atData, [Values] bool servesRest)
    {
        await StartAsync(atData, servesRest);
        var head = "POST /v1/samples:import HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n"
            + $"Authorization: Bearer {_gateway.Host.Token("operator")}\r\n\r\n";
        for (var round = 0; round < Rounds; round++)
        {
            using var caller = new TcpClient("127.0.0.1", new Uri(_gateway.Web).Port) { NoDelay = true };
            await using var stream = caller.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            await stream.WriteAsync(Half);
            using var reader = new StreamReader(stream, leaveOpen: true);
            Assert.That(await reader.ReadLineAsync(), Is.EqualTo("HTTP/1.1 503 Service Unavailable"), $"round {round}");
        }
    }

    [Test]
    public async Task A_request_by_http2_is_told_that_its_service_is_away([Values] bool atData, [Values] bool servesRest)
    {
        await StartAsync(atData, servesRest);
        using var http = new HttpClient { BaseAddress = new Uri(_gateway.Host.Services["gateway"].Address) };
        for (var round = 0; round < Rounds; round++)
        {
            var never = new TaskCompletionSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/samples:import")
            {
                Version = new Version(2, 0),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _gateway.Host.Token("operator")) },
                Content = new UnfinishedContent(Half, never.Task),
            };
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            never.SetResult();
            Assert.That((int)answer.StatusCode, Is.EqualTo(503), $"round {round}");
        }
    }

    [Test]
    public async Task A_grpc_call_is_told_that_its_service_is_away([Values] bool atData)
    {
        await StartAsync(atData, servesRest: false);
        var samples = _gateway.Host.Grpc<Samples.SamplesClient>("operator", "gateway");
        for (var round = 0; round < Rounds; round++)
        {
            using var call = samples.ImportSamples();
            try
            {
                await call.RequestStream.WriteAsync(new Sample { Name = "samples/a" });
            }
            catch (RpcException)
            {
                // It has ended already; its answer says how.
            }
            var fault = await Assert.ThrowsAsync<RpcException>(async () => await call);
            Assert.That(fault!.StatusCode, Is.EqualTo(StatusCode.Unavailable), $"round {round}");
        }
    }

    /// <summary>The service answers until it is registered and well; from then on it hangs up.</summary>
    private async Task StartAsync(bool atData, bool servesRest)
    {
        _ready = false;
        _gateway = await GatewayHost.StartAsync(("Gateway:HealthInterval", "1m"), ("Gateway:Lease", "15m"));
        _service = new BareServer(_ => _ready ? BareServer.Answer.HangUp : BareServer.Answer.Ok, atHeaders: !atData, atData);
        await _gateway.Host.Grpc<DirectoryClient>("platform-engineer", "gateway").RegisterServiceAsync(new RegisterServiceRequest
        {
            Service = "laboratory", Version = "1.0", Owner = "Laboratory", Address = _service.Address, ServesRest = servesRest,
            FileDescriptorSet = Peers.SetOf(SamplesReflection.Descriptor).ToByteString(), Interfaces = { "laboratory.samples.v1.Samples" },
        });
        await Eventually.IsTrueAsync(() => _gateway.Directory.Find("laboratory")!.Instances.All(each => each.Health == ServiceHealth.Serving));
        _ready = true;
    }

    private sealed class UnfinishedContent(byte[] begin, Task end) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(begin);
            await stream.FlushAsync();
            await end;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
