using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;

namespace FactoryTwin.Interop.Tests.Cases;

/// <summary>Our client, and what its cases assert with.</summary>
/// <param name="channel">Leads to the peer.</param>
/// <param name="cachingProxy">Address of the proxy before the peer, for cacheable_unary.</param>
internal sealed class OurClient(GrpcChannel channel, string cachingProxy)
{
    public const int RequestSize = 271828;
    public const int ResponseSize = 314159;

    /// <summary>Asks our runtime to compress the call's messages, as the public API does it.</summary>
    public static readonly Metadata Compressing = new() { { "grpc-internal-encoding-request", "gzip" } };

    public static readonly WriteOptions Uncompressed = new(WriteFlags.NoCompress);

    public GrpcChannel Channel => channel;

    public TestService.TestServiceClient Stub { get; } = new(channel);

    public string CachingProxy => cachingProxy;

    /// <summary>What the peer could not show or do in the running case.</summary>
    public string? Cannot { get; set; }

    public static DateTime Soon => DateTime.UtcNow.AddSeconds(20);

    public static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };

    public static SimpleRequest LargeRequest() => new() { ResponseSize = ResponseSize, Payload = Zeros(RequestSize) };

    public static StreamingOutputCallRequest Asking(int responseSize, int requestSize) =>
        new() { ResponseParameters = { new ResponseParameters { Size = responseSize } }, Payload = Zeros(requestSize) };

    /// <summary>A call that the server refuses with INVALID_ARGUMENT if it can look at compression.</summary>
    public async Task ProbeAsync(Func<Task> call)
    {
        try
        {
            await call();
            Cannot = "refuse the probe";
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            // It can.
        }
    }
}
