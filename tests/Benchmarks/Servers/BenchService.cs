using FactoryTwin.Benchmarks.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Benchmarks.Servers;

/// <summary>The benchmark's service on our runtime.</summary>
internal sealed class BenchService : Bench.BenchBase
{
    private static readonly Timestamp Time = new() { Seconds = 1_767_225_600, Nanos = 250_000_000 };

    private long _calls;
    private long _readings;

    public override Task<EchoReadingsResponse> EchoReadings(EchoReadingsRequest request, ServerCallContext context)
    {
        var response = new EchoReadingsResponse { Sequence = request.Sequence };
        foreach (var reading in request.Readings) response.Readings.Add(reading.Clone());
        Count(request.Readings.Count);
        return Task.FromResult(response);
    }

    public override Task<Reading> GetReading(GetReadingRequest request, ServerCallContext context)
    {
        Count(1);
        return Task.FromResult(Make(request.Name, request.Sequence));
    }

    public override async Task ListenReadings(ListenReadingsRequest request, IServerStreamWriter<Reading> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < request.Count; i++) await responseStream.WriteAsync(Make(request.Name, 1_000_000 + i));
        Count(request.Count);
    }

    public override async Task<PushReadingsResponse> PushReadings(IAsyncStreamReader<Reading> requestStream, ServerCallContext context)
    {
        var count = 0;
        while (await requestStream.MoveNext(CancellationToken.None)) count++;
        Count(count);
        return new PushReadingsResponse { Count = count };
    }

    public override Task<Stats> GetStats(GetStatsRequest request, ServerCallContext context) => Task.FromResult(new Stats
    {
        Calls = Volatile.Read(ref _calls),
        Readings = Volatile.Read(ref _readings),
        AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true),
    });

    internal static Reading Make(string name, long sequence) =>
        new() { Name = name, EventTime = Time.Clone(), Value = 42.5, Unit = "kPa", Quality = 1, Sequence = sequence };

    private void Count(int readings)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _readings, readings);
    }
}
