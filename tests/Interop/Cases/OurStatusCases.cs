using Grpc.Core;
using Grpc.Testing;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Cases;

/// <summary>The cases of metadata and status, by our client.</summary>
internal static class OurStatusCases
{
    private const string Message = "test status message";
    private const string Special = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n";
    private const string InitialKey = "x-grpc-test-echo-initial";
    private const string TrailingKey = "x-grpc-test-echo-trailing-bin";
    private const string InitialValue = "test_initial_metadata_value";
    private static readonly byte[] TrailingValue = [0xab, 0xab, 0xab];

    public static async Task CustomMetadata(OurClient client)
    {
        var sent = new Metadata { { InitialKey, InitialValue }, { TrailingKey, TrailingValue } };
        using var unary = client.Stub.UnaryCallAsync(LargeRequest(), sent, Soon);
        CheckBody((await unary).Payload, ResponseSize);
        CheckEchoed(await unary.ResponseHeadersAsync, unary.GetTrailers());

        using var duplex = client.Stub.FullDuplexCall(sent, Soon);
        await duplex.RequestStream.WriteAsync(Asking(ResponseSize, RequestSize));
        await duplex.RequestStream.CompleteAsync();
        Check(await duplex.ResponseStream.MoveNext(), "no response");
        CheckBody(duplex.ResponseStream.Current.Payload, ResponseSize);
        Check(!await duplex.ResponseStream.MoveNext(), "too many responses");
        CheckEchoed(await duplex.ResponseHeadersAsync, duplex.GetTrailers());
    }

    public static async Task StatusCodeAndMessage(OurClient client)
    {
        await UnaryStatusAsync(client, Message);
        using var call = client.Stub.FullDuplexCall(deadline: Soon);
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = Unknown(Message) });
        await call.RequestStream.CompleteAsync();
        CheckMessage(await FailureAsync(StatusCode.Unknown, () => call.ResponseStream.MoveNext()), Message);
    }

    public static Task SpecialStatusMessage(OurClient client) => UnaryStatusAsync(client, Special);

    private static async Task UnaryStatusAsync(OurClient client, string message)
    {
        var request = new SimpleRequest { ResponseStatus = Unknown(message) };
        CheckMessage(await FailureAsync(StatusCode.Unknown, async () => await client.Stub.UnaryCallAsync(request, deadline: Soon)), message);
    }

    private static EchoStatus Unknown(string message) => new() { Code = (int)StatusCode.Unknown, Message = message };

    private static void CheckMessage(RpcException e, string message) => Check(e.Status.Detail == message, $"message '{e.Status.Detail}'");

    private static void CheckEchoed(Metadata headers, Metadata trailers)
    {
        Check(headers.GetValue(InitialKey) == InitialValue, "the initial metadata did not come back");
        Check(trailers.GetValueBytes(TrailingKey) is { } bytes && bytes.AsSpan().SequenceEqual(TrailingValue), "the trailing metadata did not come back");
    }
}
