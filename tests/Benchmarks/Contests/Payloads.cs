using System.Buffers.Binary;
using System.Text;
using FactoryTwin.Benchmarks.Load;
using FactoryTwin.Benchmarks.Servers;
using FactoryTwin.Benchmarks.V1;
using Google.Protobuf;

namespace FactoryTwin.Benchmarks.Contests;

/// <summary>What is sent, the same to every server.</summary>
internal static class Payloads
{
    /// <summary>Messages of one stream.</summary>
    public const int StreamLength = 500;

    private const int Connections = 8;
    private const int Streams = 8;
    private const string Service = "/factorytwin.bench.v1.Bench/";
    private const string Name = "readings/gas-compressor-2-discharge-pressure";

    private static readonly string[] GrpcHeaders = ["content-type: application/grpc", "te: trailers"];

    public static GetReadingRequest Get { get; } = new() { Name = Name, Sequence = 1_000_000 };

    public static ListenReadingsRequest Listen { get; } = new() { Name = Name, Count = StreamLength };

    /// <summary>One reading: about 80 bytes.</summary>
    public static Scenario GrpcSmall { get; } = Unary("gRPC unary, one reading of 80 bytes", "GetReading", Get, 1);

    /// <summary>A batch of 64 readings: about 5 kB each way.</summary>
    public static Scenario GrpcBatch { get; } = Unary("gRPC unary, a batch of 64 readings (5 kB) both ways", "EchoReadings", Batch(64), 64);

    public static Scenario GrpcServerStream { get; } =
        Unary($"gRPC server stream, {StreamLength} readings of 80 bytes a call", "ListenReadings", Listen, StreamLength) with { Streams = 2, Messages = StreamLength };

    public static Scenario GrpcClientStream { get; } = new(
        $"gRPC client stream, {StreamLength} readings of 80 bytes a call", Service + "PushReadings",
        [.. Enumerable.Range(0, StreamLength).SelectMany(i => Frame(BenchService.Make(Name, 1_000_000 + i)))], GrpcHeaders, false, Connections, 2, StreamLength)
    {
        Messages = StreamLength,
    };

    public static Scenario RestGet { get; } = new(
        "REST GET, one reading", $"/v1/{Name}?sequence=1000000", null, [], Http1: true, 32, 1, 1);

    public static Scenario RestSmall { get; } = Post("REST POST, one reading both ways", 1);

    public static Scenario RestBatch { get; } = Post("REST POST, a batch of 64 readings (9 kB) both ways", 64);

    /// <summary>A request of so many readings.</summary>
    public static EchoReadingsRequest Batch(int count) =>
        new() { Source = "sources/dcs", Sequence = 77, Readings = { Enumerable.Range(0, count).Select(i => BenchService.Make(Name, 1_000_000 + i)) } };

    private static Scenario Unary(string name, string method, IMessage request, int readings) =>
        new(name, Service + method, Frame(request), GrpcHeaders, false, Connections, Streams, readings);

    private static Scenario Post(string name, int readings) => new(
        name, "/v1/readings:echo", Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(Batch(readings)).Replace(" ", "", StringComparison.Ordinal)),
        ["content-type: application/json"], Http1: true, 32, 1, readings);

    private static byte[] Frame(IMessage message)
    {
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.WriteTo(frame.AsSpan(5));
        return frame;
    }
}
