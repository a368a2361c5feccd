namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The limits of the REST side.</summary>
public sealed class TranscodingOptions
{
    /// <summary>Largest JSON body, in bytes; also of one element of a stream. Default 32 MiB.</summary>
    public long MaxJsonBytes { get; set; } = 32L << 20;

    /// <summary>Largest raw body of a call that is not a stream, in bytes. Default 32 MiB.</summary>
    public long MaxRawBytes { get; set; } = 32L << 20;

    /// <summary>Largest body of a client stream, in bytes; it is never held whole. Default 4 GiB.</summary>
    public long MaxStreamBytes { get; set; } = 4L << 30;

    /// <summary>Time between two heartbeats of an event stream. Default 15 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>An event stream that has nothing to say yet starts with a heartbeat after this time. Default 1 s.</summary>
    public TimeSpan FirstHeartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the reader of an event stream waits before it comes back after a cut. Default 2 s.</summary>
    public TimeSpan Retry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a write may wait for a caller that takes nothing; then its stream is cut. Default 2 min.</summary>
    public TimeSpan SlowReaderLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the body of a client stream may stand still. Default 5 min.</summary>
    public TimeSpan IdleBodyLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a call without any stream may take. Default 60 s.</summary>
    public TimeSpan UnaryTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
