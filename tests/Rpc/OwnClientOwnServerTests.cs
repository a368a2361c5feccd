using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Rpc.Tests;

/// <summary>Our client against our server. That both speak gRPC is shown by the interop tests.</summary>
public sealed class OwnClientOwnServerTests
{
    private EchoHost _host = null!;
    private GrpcChannel _channel = null!;
    private Echo.EchoClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await EchoHost.StartAsync();
        (_channel, _client) = _host.Connect();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task UnaryCallGivesResponseHeadersStatusAndTrailers()
    {
        var headers = new Metadata { { "echo-text", "a value" }, { "echo-bytes-bin", [0, 255, 10] } };
        using var call = _client.UnaryAsync(new EchoRequest { Text = "hello" }, headers);
        var response = await call;
        var responseHeaders = await call.ResponseHeadersAsync;
        Assert.Multiple(() =>
        {
            Assert.That(response.Text, Is.EqualTo("hello"));
            Assert.That(responseHeaders.GetValue("echo-text"), Is.EqualTo("a value"));
            Assert.That(responseHeaders.GetValueBytes("echo-bytes-bin"), Is.EqualTo(new byte[] { 0, 255, 10 }));
            Assert.That(call.GetStatus().StatusCode, Is.EqualTo(StatusCode.OK));
            Assert.That(call.GetTrailers().GetValue("trailer-echo-text"), Is.EqualTo("a value"));
            Assert.That(call.GetTrailers().GetValueBytes("trailer-echo-bytes-bin"), Is.EqualTo(new byte[] { 0, 255, 10 }));
        });
    }

    [Test]
    public void BlockingCallGivesTheResponse() => Assert.That(_client.Unary(new EchoRequest { Text = "blocked" }).Text, Is.EqualTo("blocked"));

    [Test]
    public async Task ServerStreamGivesEveryResponseInOrder()
    {
        using var call = _client.ServerStream(new EchoRequest { Text = "s", Count = 1000 });
        var indexes = new List<int>();
        await foreach (var response in call.ResponseStream.ReadAllAsync()) indexes.Add(response.Index);
        Assert.That(indexes, Is.EqualTo(Enumerable.Range(0, 1000)));
    }

    [Test]
    public async Task ClientStreamTakesEveryRequest()
    {
        using var call = _client.ClientStream();
        foreach (var text in new[] { "a", "b", "c" }) await call.RequestStream.WriteAsync(new EchoRequest { Text = text });
        await call.RequestStream.CompleteAsync();
        Assert.That((await call).Text, Is.EqualTo("a,b,c"));
    }

    [Test]
    public async Task DuplexAnswersBeforeTheRequestsEnd()
    {
        using var call = _client.Duplex();
        for (var i = 0; i < 50; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
            Assert.That(await call.ResponseStream.MoveNext(), Is.True);
            Assert.That(call.ResponseStream.Current.Text, Is.EqualTo($"{i}"));
        }
        await call.RequestStream.CompleteAsync();
        Assert.That(await call.ResponseStream.MoveNext(), Is.False);
    }

    [TestCase(StatusCode.NotFound, "näher: 100 % gone\n")]
    [TestCase(StatusCode.Aborted, "")]
    public async Task FailureCarriesCodeAndMessage(StatusCode code, string message)
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(new EchoRequest { FailCode = (int)code, FailMessage = message }));
        Assert.That(e!.Status, Is.EqualTo(new Status(code, message)));
    }

    [Test]
    public async Task FailureCarriesItsDetails()
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () =>
            await _client.UnaryAsync(new EchoRequest { FailCode = (int)StatusCode.InvalidArgument, FailMessage = "must not be empty" }));
        var status = RpcErrors.GetStatus(e!);
        var bad = status.Details.Single(detail => detail.Is(Google.Rpc.BadRequest.Descriptor)).Unpack<Google.Rpc.BadRequest>();
        Assert.That(bad.FieldViolations.Single().Field, Is.EqualTo("text"));
        Assert.That(status.Details.Single(detail => detail.Is(Google.Rpc.ErrorInfo.Descriptor)).Unpack<Google.Rpc.ErrorInfo>().Reason, Is.EqualTo("INVALID_ARGUMENT"));
    }

    [Test]
    public async Task FailureAfterResponsesComesInTheTrailers()
    {
        using var call = _client.ServerStream(new EchoRequest { Count = 2, FailCode = (int)StatusCode.DataLoss, FailMessage = "late" });
        Assert.That(await call.ResponseStream.MoveNext() && await call.ResponseStream.MoveNext(), Is.True);
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());
        Assert.That(e!.Status, Is.EqualTo(new Status(StatusCode.DataLoss, "late")));
    }

    [Test]
    public async Task HandlersFaultIsToldAsAnIdOnly()
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(new EchoRequest { FailCode = -1, FailMessage = "secret path" }));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Internal));
        Assert.That(e.Status.Detail, Does.Match("^Internal error [0-9a-f]{32}\\.$"));
    }

    [Test]
    public async Task DeadlineEndsTheCallOnBothSides()
    {
        var request = new EchoRequest { Text = "deadline", Hang = true };
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(request, deadline: DateTime.UtcNow.AddMilliseconds(200)));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
        await _host.Service.CancelledAsync("deadline");
    }

    [Test]
    public async Task CancellationReachesTheHandler()
    {
        using var cancel = new CancellationTokenSource();
        using var call = _client.ServerStream(new EchoRequest { Text = "cancel", Count = 1, Hang = true }, cancellationToken: cancel.Token);
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        await cancel.CancelAsync();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Cancelled));
        await _host.Service.CancelledAsync("cancel");
    }

    [Test]
    public async Task DisposingACallCancelsIt()
    {
        var call = _client.Duplex();
        await call.RequestStream.WriteAsync(new EchoRequest { Text = "disposed" });
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        call.Dispose();
        await _host.Service.CancelledAsync("disposed");
    }

    [Test]
    public async Task GzipWorksBothWays()
    {
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        var text = new string('x', 100_000);
        Assert.That((await _client.UnaryAsync(new EchoRequest { Text = text }, headers)).Text, Is.EqualTo(text));
    }

    [Test]
    public async Task MessagesOfMegabytesPass()
    {
        var payload = ByteString.CopyFrom(Enumerable.Range(0, 4_000_000).Select(i => (byte)(i * 7)).ToArray());
        Assert.That((await _client.UnaryAsync(new EchoRequest { Payload = payload })).Payload, Is.EqualTo(payload));
    }

    [Test]
    public async Task TooLargeRequestIsRefusedByTheServer()
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[5_000_000]) }));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [Test]
    public async Task TooLargeResponseIsRefusedByTheClient()
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(new EchoRequest { ResponseSize = 5_000_000 }));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [Test]
    public async Task UnknownServerIsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        var e = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }
}
