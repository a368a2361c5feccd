using System.Net;
using System.Net.Http.Headers;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Transcoding;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Rpc.Tests.Hostile;

/// <summary>gRPC beside other HTTP on one listener.</summary>
public sealed class OtherProtocolTests
{
    [Test]
    public async Task GrpcNeedsHttp2()
    {
        await using var host = await EchoHost.StartAsync(protocols: HttpProtocols.Http1);
        using var response = await PostAsync(host, "/factorytwin.test.rpc.v1.Echo/Unary", "application/grpc", HttpVersion.Version11);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UpgradeRequired));
    }

    [Test]
    public async Task UnknownPathIsAnsweredInTheCallersOwnProtocol()
    {
        await using var host = await EchoHost.StartAsync(map: app => app.MapTranscoding(app.Services.GetRequiredService<RpcMethodTable>()));
        using var grpc = await PostAsync(host, "/no.such/Method", "application/grpc", HttpVersion.Version20);
        using var rest = await PostAsync(host, "/no.such/Method", "application/json", HttpVersion.Version20);
        Assert.Multiple(() =>
        {
            Assert.That(grpc.Headers.GetValues("grpc-status"), Is.EqualTo(new[] { "12" }));
            Assert.That(rest.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(rest.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
        });
    }

    private static async Task<HttpResponseMessage> PostAsync(EchoHost host, string path, string contentType, Version version)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, host.Address + path)
        {
            Content = new ByteArrayContent([]),
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return await http.SendAsync(request);
    }
}
