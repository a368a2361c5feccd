using System.Buffers.Binary;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Wire;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Sound requests, to be made unsound.</summary>
internal static class Requests
{
    /// <summary>A length-prefixed message.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="flag">1 for compressed.</param>
    /// <param name="length">The length that it claims; its own by default.</param>
    public static byte[] Message(byte[] payload, byte flag = 0, uint? length = null)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    public static List<(string Name, string Value)> Grpc(string path, string token, string timeout, params (string Name, string Value)[] more) =>
    [
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "fuzz"), ("content-type", "application/grpc"), ("te", "trailers"),
        ("grpc-timeout", timeout), ("authorization", "Bearer " + token), .. more,
    ];

    /// <summary>A gRPC call, to the service itself or by way of the gateway.</summary>
    public static Task<Answer> CallAsync(FiringRange range, Uri server, List<(string Name, string Value)> headers, ReadOnlyMemory<byte> body) =>
        range.Http2Async(server, headers, body, FiringRange.Patience);

    /// <summary>Where to send a call: every third goes by way of the gateway.</summary>
    public static Uri Door(FiringRange range, Random random, Target target) =>
        random.Next(3) == 0 || target.Service == "gateway" ? range.Addresses.GatewayGrpc : range.Addresses.Services[target.Service];

    /// <summary>Unary calls get time; a stream that lives on is ended soon.</summary>
    public static string Timeout(Target target) => target.Streams ? "150m" : "20S";
}
