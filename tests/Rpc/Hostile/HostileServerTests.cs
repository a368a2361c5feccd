using System.Buffers.Binary;
using FactoryTwin.Rpc.Tests.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Rpc.Tests.Hostile;

/// <summary>Answers that no gRPC server would give: each becomes a status, and no call hangs.</summary>
public sealed class HostileServerTests
{
    private static readonly byte[] Good = Frame(0, new EchoResponse { Text = "good" }.ToByteArray());

    [Test]
    public Task AnswerWithoutStatusIsInternal() => AssertAsync(StatusCode.Internal, http => WriteAsync(http, Good));

    [Test]
    public Task OkWithoutMessageIsUnimplemented() => AssertAsync(StatusCode.Unimplemented, http => WriteAsync(http, [], "0"));

    [Test]
    public Task TwoMessagesForOneAreUnimplemented() => AssertAsync(StatusCode.Unimplemented, http => WriteAsync(http, [.. Good, .. Good], "0"));

    [Test]
    public Task TruncatedMessageIsInternal() => AssertAsync(StatusCode.Internal, http => WriteAsync(http, Good[..^1], "0"));

    [Test]
    public Task TooLargeMessageIsResourceExhausted() => AssertAsync(StatusCode.ResourceExhausted, http => WriteAsync(http, [0, 0x7f, 0xff, 0xff, 0xff], "0"));

    [Test]
    public Task UnknownFlagIsInternal() => AssertAsync(StatusCode.Internal, http => WriteAsync(http, Frame(3, []), "0"));

    [Test]
    public Task UnknownStatusIsUnknown() => AssertAsync(StatusCode.Unknown, http => WriteAsync(http, Good, "99"));

    [Test]
    public Task StatusThatIsNoNumberIsUnknown() => AssertAsync(StatusCode.Unknown, http => WriteAsync(http, Good, "fine"));

    [TestCase(400, StatusCode.Internal)]
    [TestCase(401, StatusCode.Unauthenticated)]
    [TestCase(403, StatusCode.PermissionDenied)]
    [TestCase(404, StatusCode.Unimplemented)]
    [TestCase(503, StatusCode.Unavailable)]
    [TestCase(418, StatusCode.Unknown)]
    public Task AnswerOfAProxyIsMapped(int http, StatusCode status) => AssertAsync(status, context =>
    {
        context.Response.StatusCode = http;
        return context.Response.WriteAsync("<html>");
    });

    [Test]
    public Task OtherContentIsUnknown() => AssertAsync(StatusCode.Unknown, http => http.Response.WriteAsync("hello"));

    [Test]
    public Task LostConnectionIsUnavailable() => AssertAsync(StatusCode.Unavailable, async http =>
    {
        await WriteAsync(http, Good[..3]);
        http.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>()!.Abort();
    });

    [Test]
    public Task RefusedStreamIsUnavailable() => AssertAsync(StatusCode.Unavailable, http => ResetAsync(http, 0x7));

    [Test]
    public Task ServerThatCancelsIsCancelled() => AssertAsync(StatusCode.Cancelled, http => ResetAsync(http, 0x8));

    private static async Task ResetAsync(HttpContext http, int code)
    {
        await WriteAsync(http, []);
        await http.Response.Body.FlushAsync();
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResetFeature>()!.Reset(code);
    }

    private static async Task AssertAsync(StatusCode status, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        await using var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        using var channel = GrpcChannel.ForAddress(app.Urls.Single());
        var e = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(20)));
        Assert.That(e!.StatusCode, Is.EqualTo(status), e.Status.Detail);
    }

    private static async Task WriteAsync(HttpContext http, byte[] body, string? status = null)
    {
        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(body);
        await http.Response.Body.FlushAsync();
        if (status is not null) http.Response.AppendTrailer("grpc-status", status);
    }

    private static byte[] Frame(byte flag, byte[] payload)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }
}
