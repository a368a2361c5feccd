using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Rpc.Tests.Interop;

/// <summary>Our client against servers by official libraries.</summary>
[TestFixture("js", TestName = "our client, grpc-js server")]
[TestFixture("py", TestName = "our client, grpcio server")]
public sealed class PeerServerTests(string peer)
{
    private static readonly Metadata Sent = new() { { "echo-text", "a value" }, { "echo-bytes-bin", [0, 255, 10] } };

    private PeerProcess _server = null!;
    private GrpcChannel _channel = null!;
    private Echo.EchoClient _client = null!;

    private static DateTime Soon => DateTime.UtcNow.AddSeconds(20);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = peer == "js" ? await Peers.NodeServerAsync() : await Peers.PythonServerAsync();
        _channel = GrpcChannel.ForAddress(_server.Address);
        _client = new Echo.EchoClient(_channel);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _channel?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Test]
    public async Task UnaryGivesResponseHeadersAndTrailers()
    {
        using var call = _client.UnaryAsync(new EchoRequest { Text = "hello" }, Sent, Soon);
        Assert.That((await call).Text, Is.EqualTo("hello"));
        AssertEchoed(await call.ResponseHeadersAsync, call.GetTrailers());
    }

    [Test]
    public async Task ServerStreamComesWholeAndInOrder()
    {
        using var call = _client.ServerStream(new EchoRequest { Count = 100 }, Sent, Soon);
        var indexes = new List<int>();
        await foreach (var response in call.ResponseStream.ReadAllAsync()) indexes.Add(response.Index);
        Assert.That(indexes, Is.EqualTo(Enumerable.Range(0, 100)));
        AssertEchoed(await call.ResponseHeadersAsync, call.GetTrailers());
    }

    [Test]
    public async Task ClientStreamTakesEveryRequest()
    {
        using var call = _client.ClientStream(Sent, Soon);
        foreach (var text in new[] { "a", "b", "c" }) await call.RequestStream.WriteAsync(new EchoRequest { Text = text });
        await call.RequestStream.CompleteAsync();
        Assert.That((await call).Text, Is.EqualTo("a,b,c"));
        AssertEchoed(await call.ResponseHeadersAsync, call.GetTrailers());
    }

    [Test]
    public async Task DuplexAnswersBeforeTheRequestsEnd()
    {
        using var call = _client.Duplex(Sent, Soon);
        for (var i = 0; i < 10; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
            Assert.That(await call.ResponseStream.MoveNext(), Is.True);
            Assert.That(call.ResponseStream.Current.Text, Is.EqualTo($"{i}"));
        }
        await call.RequestStream.CompleteAsync();
        Assert.That(await call.ResponseStream.MoveNext(), Is.False);
        AssertEchoed(await call.ResponseHeadersAsync, call.GetTrailers());
    }

    [Test]
    public async Task FailureCarriesCodeMessageAndDetails()
    {
        var details = RpcErrors.GetStatus(RpcErrors.FailedPrecondition("MACHINE_STOPPED", "machines/m1", "Start it first."));
        var request = new EchoRequest { FailCode = (int)StatusCode.FailedPrecondition, FailMessage = "näher: 100 % gone", Payload = details.ToByteString() };
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(request, Sent, Soon));
        Assert.That(e!.Status, Is.EqualTo(new Status(StatusCode.FailedPrecondition, "näher: 100 % gone")));
        Assert.That(RpcErrors.GetStatus(e), Is.EqualTo(details));
        Assert.That(e.Trailers.GetValue("trailer-echo-text"), Is.EqualTo("a value"));
    }

    [Test]
    public async Task FailureAfterResponsesComesAfterThem()
    {
        using var call = _client.ServerStream(new EchoRequest { Count = 2, FailCode = (int)StatusCode.DataLoss, FailMessage = "late" }, deadline: Soon);
        Assert.That(await call.ResponseStream.MoveNext() && await call.ResponseStream.MoveNext(), Is.True);
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());
        Assert.That(e!.Status, Is.EqualTo(new Status(StatusCode.DataLoss, "late")));
    }

    [Test]
    public async Task DeadlineEndsTheCall()
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(new EchoRequest { Hang = true }, deadline: DateTime.UtcNow.AddMilliseconds(300)));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
    }

    [Test]
    public async Task CancellationEndsTheCall()
    {
        using var cancel = new CancellationTokenSource();
        using var call = _client.ServerStream(new EchoRequest { Count = 1, Hang = true }, deadline: Soon, cancellationToken: cancel.Token);
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        await cancel.CancelAsync();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Cancelled));
    }

    [Test]
    public async Task CompressedMessagesPass()
    {
        var text = new string('x', 100_000);
        Assert.That((await _client.UnaryAsync(new EchoRequest { Text = text }, new Metadata { { "grpc-internal-encoding-request", "gzip" } }, Soon)).Text, Is.EqualTo(text));
    }

    [Test]
    public async Task LargeMessagesPassUpToTheLimit()
    {
        Assert.That((await _client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[4_000_000]) }, deadline: Soon)).Payload, Has.Length.EqualTo(4_000_000));
        var refusedByPeer = await Assert.ThrowsAsync<RpcException>(async () =>
            await _client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[5_000_000]) }, deadline: Soon));
        var refusedByUs = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(new EchoRequest { ResponseSize = 5_000_000 }, deadline: Soon));
        Assert.That((refusedByPeer!.StatusCode, refusedByUs!.StatusCode), Is.EqualTo((StatusCode.ResourceExhausted, StatusCode.ResourceExhausted)));
    }

    [Test]
    public async Task UnknownServiceIsUnimplemented()
    {
        var method = new Method<EchoRequest, EchoResponse>(
            MethodType.Unary, "no.Such", "Thing", Marshallers.Create(m => m.ToByteArray(), EchoRequest.Parser.ParseFrom), Marshallers.Create(m => m.ToByteArray(), EchoResponse.Parser.ParseFrom));
        var e = await Assert.ThrowsAsync<RpcException>(async () =>
            await _channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(deadline: Soon), new EchoRequest()));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unimplemented));
    }

    private static void AssertEchoed(Metadata headers, Metadata trailers) => Assert.Multiple(() =>
    {
        Assert.That(headers.GetValue("echo-text"), Is.EqualTo("a value"));
        Assert.That(headers.GetValueBytes("echo-bytes-bin"), Is.EqualTo(new byte[] { 0, 255, 10 }));
        Assert.That(trailers.GetValue("trailer-echo-text"), Is.EqualTo("a value"));
        Assert.That(trailers.GetValueBytes("trailer-echo-bytes-bin"), Is.EqualTo(new byte[] { 0, 255, 10 }));
    });
}
