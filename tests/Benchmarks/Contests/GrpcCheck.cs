using FactoryTwin.Benchmarks.Load;
using FactoryTwin.Benchmarks.Servers;
using FactoryTwin.Benchmarks.V1;
using Google.Protobuf;
using Grpc.Net.Client;

namespace FactoryTwin.Benchmarks.Contests;

/// <summary>A gRPC client that looks at what a server answers.</summary>
internal static class GrpcCheck
{
    private const int FrameHeader = 5;

    public static Bench.BenchClient Client(string address) => new(GrpcChannel.ForAddress(address).CreateCallInvoker());

    /// <summary>Calls the scenario once and compares every field.</summary>
    /// <returns>The bytes of the answer's frames.</returns>
    public static async Task<long> RunAsync(Bench.BenchClient client, Scenario scenario)
    {
        if (scenario == Payloads.GrpcSmall)
            return Same(BenchService.Make(Payloads.Get.Name, Payloads.Get.Sequence), await client.GetReadingAsync(Payloads.Get));
        if (scenario == Payloads.GrpcBatch)
        {
            var batch = Payloads.Batch(64);
            return Same(new EchoReadingsResponse { Sequence = batch.Sequence, Readings = { batch.Readings } }, await client.EchoReadingsAsync(batch));
        }
        return scenario == Payloads.GrpcServerStream ? await ListenAsync(client) : await PushAsync(client);
    }

    private static async Task<long> ListenAsync(Bench.BenchClient client)
    {
        using var call = client.ListenReadings(Payloads.Listen);
        var (bytes, count) = (0L, 0);
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            bytes += Same(BenchService.Make(Payloads.Listen.Name, 1_000_000 + count++), call.ResponseStream.Current);
        return count == Payloads.StreamLength ? bytes : throw new InvalidOperationException($"{count} messages came.");
    }

    private static async Task<long> PushAsync(Bench.BenchClient client)
    {
        using var call = client.PushReadings();
        for (var i = 0; i < Payloads.StreamLength; i++) await call.RequestStream.WriteAsync(BenchService.Make(Payloads.Listen.Name, 1_000_000 + i));
        await call.RequestStream.CompleteAsync();
        return Same(new PushReadingsResponse { Count = Payloads.StreamLength }, await call.ResponseAsync);
    }

    private static long Same(IMessage expected, IMessage actual) => expected.Equals(actual)
        ? FrameHeader + actual.CalculateSize()
        : throw new InvalidOperationException($"Expected {expected}, got {actual}.");
}
