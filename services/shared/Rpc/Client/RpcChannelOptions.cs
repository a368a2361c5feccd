using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>Limits and habits of a channel.</summary>
public sealed class RpcChannelOptions
{
    /// <summary>The largest message that a server may send, in bytes, after expansion. Default 4 MiB.</summary>
    public int MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The largest message that is sent, in bytes, before compression. Default: no limit but the protocol's.</summary>
    public int MaxSendMessageSize { get; set; } = int.MaxValue;

    /// <summary>Added to the headers of every call before it starts; the call's own credentials come after.</summary>
    public CallCredentials? Credentials { get; set; }

    /// <summary>The deadline of calls with one answer that name none; null for none. Streams get no deadline by themselves.</summary>
    public TimeSpan? DefaultTimeout { get; set; }

    /// <summary>Compress requests with gzip. Default false.</summary>
    public bool CompressRequests { get; set; }

    /// <summary>How long a connection may take to be there. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A ping after so much quiet while calls run, so that a dead peer is noticed. Default 30 s, which our servers accept; others
    /// may close the connection for pings more often than every 5 min.
    /// </summary>
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection whose ping has no answer in this time is dead. Default 10 s.</summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Replaces the sockets, for tests. The channel does not dispose it.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
