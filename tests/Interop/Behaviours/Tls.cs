using System.Security.Cryptography.X509Certificates;
using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>TLS with a root of our own, with and without client certificates. No tap: nobody in between can read it.</summary>
internal static class Tls
{
    public static async Task PeerCallsAsync(Peer peer)
    {
        using var certificates = new Certificates();
        using var others = new Certificates();
        await using var host = await HostAsync(certificates, ClientCertificateMode.NoCertificate);
        await ExpectAsync(peer, host, StatusCode.OK, $"--tls={certificates.Folder}");
        await ExpectAsync(peer, host, StatusCode.Unavailable, $"--tls={others.Folder}");
    }

    public static async Task PeerCallsMutuallyAsync(Peer peer)
    {
        using var certificates = new Certificates();
        await using var host = await HostAsync(certificates, ClientCertificateMode.RequireCertificate);
        var answer = await ExpectAsync(peer, host, StatusCode.OK, $"--tls={certificates.Folder}", "--mutual=1");
        var identity = answer.Trailers!.GetValueOrDefault("x-seen-identity");
        Check(identity == Certificates.ClientName, $"the handler saw the identity '{identity}'");
        await ExpectAsync(peer, host, StatusCode.Unavailable, $"--tls={certificates.Folder}");
    }

    public static async Task OursCallsAsync(Peer peer)
    {
        using var certificates = new Certificates();
        using var others = new Certificates();
        await using var server = await peer.StartServerAsync($"--tls={certificates.Folder}");
        await CallAsync(server, new SslCredentials(certificates.Root));
        await FailureAsync(StatusCode.Unavailable, () => CallAsync(server, new SslCredentials(others.Root)));
    }

    public static async Task OursCallsMutuallyAsync(Peer peer)
    {
        using var certificates = new Certificates();
        await using var server = await peer.StartServerAsync($"--tls={certificates.Folder}", "--mutual=1");
        await CallAsync(server, new SslCredentials(certificates.Root, certificates.Client));
        await FailureAsync(StatusCode.Unavailable, () => CallAsync(server, new SslCredentials(certificates.Root)));
    }

    private static Task<InteropHost> HostAsync(Certificates certificates, ClientCertificateMode mode) => InteropHost.StartAsync(listen: listener =>
        listener.UseHttps(certificates.Server, https =>
        {
            https.ClientCertificateMode = mode;
            https.ClientCertificateValidation = (certificate, _, _) => certificates.Signed(certificate);
        }));

    private static async Task<PeerAnswer> ExpectAsync(Peer peer, InteropHost host, StatusCode code, params string[] options)
    {
        await using var client = peer.StartClient(host.Port, options);
        var answer = await client.AskAsync("unary 100000 100000");
        Check(answer.Ok && answer.Code == (int)code, $"{answer.Error} {answer.Code} {answer.Message} instead of {code}");
        return answer;
    }

    private static async Task CallAsync(PeerProcess server, SslCredentials credentials)
    {
        using var channel = GrpcChannel.ForAddress($"https://127.0.0.1:{server.Port}", new GrpcChannelOptions { Credentials = credentials });
        var stub = new TestService.TestServiceClient(channel);
        CheckBody((await stub.UnaryCallAsync(LargeRequest(), deadline: Soon)).Payload, ResponseSize);
    }
}
