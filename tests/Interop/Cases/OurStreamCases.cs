using Grpc.Core;
using Grpc.Testing;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Cases;

/// <summary>The cases with streams, by our client.</summary>
internal static class OurStreamCases
{
    private static readonly int[] RequestSizes = [27182, 8, 1828, 45904];
    private static readonly int[] ResponseSizes = [31415, 9, 2653, 58979];

    public static async Task ClientStreaming(OurClient client)
    {
        using var call = client.Stub.StreamingInputCall(deadline: Soon);
        foreach (var size in RequestSizes) await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = Zeros(size) });
        await call.RequestStream.CompleteAsync();
        var sum = (await call).AggregatedPayloadSize;
        Check(sum == 74922, $"aggregated {sum}");
    }

    public static async Task ClientCompressedStreaming(OurClient client)
    {
        var expected = new StreamingInputCallRequest { ExpectCompressed = new BoolValue { Value = true }, Payload = Zeros(27182) };
        var plain = new StreamingInputCallRequest { ExpectCompressed = new BoolValue { Value = false }, Payload = Zeros(45904) };
        await client.ProbeAsync(async () =>
        {
            using var probe = client.Stub.StreamingInputCall(Compressing, Soon);
            probe.RequestStream.WriteOptions = Uncompressed;
            await probe.RequestStream.WriteAsync(expected);
            await probe.RequestStream.CompleteAsync();
            await probe;
        });
        using var call = client.Stub.StreamingInputCall(Compressing, Soon);
        await call.RequestStream.WriteAsync(expected);
        call.RequestStream.WriteOptions = Uncompressed;
        await call.RequestStream.WriteAsync(plain);
        await call.RequestStream.CompleteAsync();
        var sum = (await call).AggregatedPayloadSize;
        Check(sum == 73086, $"aggregated {sum}");
    }

    public static Task ServerStreaming(OurClient client)
    {
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(ResponseSizes.Select(size => new ResponseParameters { Size = size }));
        return StreamOutAsync(client, request, ResponseSizes);
    }

    public static Task ServerCompressedStreaming(OurClient client)
    {
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.Add(new ResponseParameters { Size = 31415, Compressed = new BoolValue { Value = true } });
        request.ResponseParameters.Add(new ResponseParameters { Size = 92653, Compressed = new BoolValue { Value = false } });
        return StreamOutAsync(client, request, 31415, 92653);
    }

    public static async Task PingPong(OurClient client)
    {
        using var call = client.Stub.FullDuplexCall(deadline: Soon);
        foreach (var (requestSize, responseSize) in RequestSizes.Zip(ResponseSizes))
        {
            await call.RequestStream.WriteAsync(Asking(responseSize, requestSize));
            Check(await call.ResponseStream.MoveNext(), "no response");
            CheckBody(call.ResponseStream.Current.Payload, responseSize);
        }
        await call.RequestStream.CompleteAsync();
        Check(!await call.ResponseStream.MoveNext(), "too many responses");
        Check(call.GetStatus().StatusCode == StatusCode.OK, $"{call.GetStatus()}");
    }

    public static async Task EmptyStream(OurClient client)
    {
        using var call = client.Stub.FullDuplexCall(deadline: Soon);
        await call.RequestStream.CompleteAsync();
        Check(!await call.ResponseStream.MoveNext(), "a response came");
        Check(call.GetStatus().StatusCode == StatusCode.OK, $"{call.GetStatus()}");
    }

    public static async Task CancelAfterBegin(OurClient client)
    {
        using var cancel = new CancellationTokenSource();
        using var call = client.Stub.StreamingInputCall(deadline: Soon, cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        await FailureAsync(StatusCode.Cancelled, async () => await call);
    }

    public static async Task CancelAfterFirstResponse(OurClient client)
    {
        using var cancel = new CancellationTokenSource();
        using var call = client.Stub.FullDuplexCall(deadline: Soon, cancellationToken: cancel.Token);
        await call.RequestStream.WriteAsync(Asking(31415, 27182));
        Check(await call.ResponseStream.MoveNext(), "no response");
        CheckBody(call.ResponseStream.Current.Payload, 31415);
        await cancel.CancelAsync();
        await FailureAsync(StatusCode.Cancelled, () => call.ResponseStream.MoveNext());
    }

    public static async Task TimeoutOnSleepingServer(OurClient client)
    {
        using var call = client.Stub.FullDuplexCall(deadline: DateTime.UtcNow.AddMilliseconds(1));
        await FailureAsync(StatusCode.DeadlineExceeded, async () =>
        {
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = Zeros(27182) });
            await call.ResponseStream.MoveNext();
        });
    }

    private static async Task StreamOutAsync(OurClient client, StreamingOutputCallRequest request, params int[] sizes)
    {
        using var call = client.Stub.StreamingOutputCall(request, deadline: Soon);
        foreach (var size in sizes)
        {
            Check(await call.ResponseStream.MoveNext(), "too few responses");
            CheckBody(call.ResponseStream.Current.Payload, size);
        }
        Check(!await call.ResponseStream.MoveNext(), "too many responses");
        Check(call.GetStatus().StatusCode == StatusCode.OK, $"{call.GetStatus()}");
    }
}
