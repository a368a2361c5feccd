using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Cases;

/// <summary>The cases with one request and one response, by our client.</summary>
internal static class OurUnaryCases
{
    public static async Task EmptyUnary(OurClient client) =>
        Check(new Empty().Equals(await client.Stub.EmptyCallAsync(new Empty(), deadline: Soon)), "no empty message");

    public static async Task CacheableUnary(OurClient client)
    {
        using var channel = GrpcChannel.ForAddress(client.CachingProxy);
        var stub = new TestService.TestServiceClient(channel);
        var now = ByteString.CopyFromUtf8(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));
        var request = new SimpleRequest { Payload = new Payload { Body = now } };
        var headers = new Metadata { { "x-user-ip", "1.2.3.4" } };
        var first = await stub.CacheableUnaryCallAsync(request, headers, Soon);
        var second = await stub.CacheableUnaryCallAsync(request, headers, Soon);
        Check(first.Payload.Body.Length > 0 && first.Equals(second), $"responses {first} {second}");
    }

    public static Task LargeUnary(OurClient client) => LargeAsync(client, LargeRequest());

    public static async Task ClientCompressedUnary(OurClient client)
    {
        await client.ProbeAsync(() => ExpectAsync(client, true, null));
        await ExpectAsync(client, true, Compressing);
        await ExpectAsync(client, false, null);
    }

    public static async Task ServerCompressedUnary(OurClient client)
    {
        foreach (var compressed in new[] { true, false })
        {
            var request = LargeRequest();
            request.ResponseCompressed = new BoolValue { Value = compressed };
            await LargeAsync(client, request);
        }
    }

    public static Task UnimplementedMethod(OurClient client) =>
        FailureAsync(StatusCode.Unimplemented, async () => await client.Stub.UnimplementedCallAsync(new Empty(), deadline: Soon));

    public static Task UnimplementedService(OurClient client)
    {
        var stub = new UnimplementedService.UnimplementedServiceClient(client.Channel);
        return FailureAsync(StatusCode.Unimplemented, async () => await stub.UnimplementedCallAsync(new Empty(), deadline: Soon));
    }

    public static async Task RpcSoak(OurClient client)
    {
        for (var i = 0; i < InteropCases.SoakIterations; i++) await LargeUnary(client);
    }

    private static Task ExpectAsync(OurClient client, bool compressed, Metadata? headers)
    {
        var request = LargeRequest();
        request.ExpectCompressed = new BoolValue { Value = compressed };
        return LargeAsync(client, request, headers);
    }

    private static async Task LargeAsync(OurClient client, SimpleRequest request, Metadata? headers = null) =>
        CheckBody((await client.Stub.UnaryCallAsync(request, headers, Soon)).Payload, ResponseSize);
}
