using System.IO.Compression;

namespace FactoryTwin.Rpc.Server;

/// <summary>Limits and habits of a server.</summary>
public sealed class RpcServerOptions
{
    /// <summary>The largest message that a client may send, in bytes, after expansion. Default 4 MiB.</summary>
    public int MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The largest message that a handler may send, in bytes, before compression. Default: no limit but the protocol's.</summary>
    public int MaxSendMessageSize { get; set; } = int.MaxValue;

    /// <summary>
    /// The most that the headers of a call may hold, in bytes of names and values. A call with more ends with RESOURCE_EXHAUSTED. Default
    /// 32 KiB. The web server has limits of its own above it (<see cref="RpcKestrelExtensions.UseRpcDefaults"/>).
    /// </summary>
    public int MaxReceiveMetadataSize { get; set; } = 32 * 1024;

    /// <summary>Compress responses with gzip where the client accepts it. Default false: loopback and cluster networks are fast.</summary>
    public bool CompressResponses { get; set; }

    public CompressionLevel CompressionLevel { get; set; } = CompressionLevel.Fastest;

    /// <summary>How long a write may wait for a caller that takes nothing; then its stream is cut, with CANCEL. Default 2 min.</summary>
    public TimeSpan SlowReaderLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long running calls may go on after the host begins to stop; then they end with UNAVAILABLE. Default 5 s.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);
}
