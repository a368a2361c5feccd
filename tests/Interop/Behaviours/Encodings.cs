using System.Net;
using System.Net.Http.Headers;
using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using Grpc.Core;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>A message in an encoding that our server does not know: every official client can send deflate.</summary>
internal static class Encodings
{
    public static async Task PeerCallsAsync(Peer peer)
    {
        await using var pair = await PeerCalling.StartAsync(peer, await InteropHost.StartAsync());
        var refused = await pair.AskAsync("unary 100000 10 compress deflate");
        Check(refused.Code == (int)StatusCode.Unimplemented, $"{refused.Code} {refused.Message}");
        Check(refused.Message!.Contains("identity,gzip", StringComparison.Ordinal), refused.Message);
        var taken = await pair.AskAsync("unary 100000 10 compress gzip");
        Check(taken.Code == (int)StatusCode.OK, $"{taken.Code} {taken.Message}");
        await CheckAcceptListAsync(pair.Host.Port);
    }

    /// <summary>Clients' APIs do not show grpc-accept-encoding: a plain HTTP client reads it.</summary>
    private static async Task CheckAcceptListAsync(int port)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/grpc.testing.TestService/EmptyCall")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([1, 0, 0, 0, 1, 0]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.TryAddWithoutValidation("grpc-encoding", "snappy");
        using var response = await http.SendAsync(request, CancellationToken.None);
        Check(response.Headers.GetValues("grpc-status").Single() == "12", "another status than UNIMPLEMENTED");
        Check(response.Headers.GetValues("grpc-accept-encoding").Single() == "identity,gzip", "no list of accepted encodings");
    }
}
