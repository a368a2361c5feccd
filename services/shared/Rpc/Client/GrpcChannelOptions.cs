using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Limits and habits of a channel. Defaults are those of the official package; where there is more, it says so.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>How the server is trusted, and what is added to every call. Null: by the address's scheme, without credentials.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>The largest message that a server may send, in bytes, after expansion; null for no limit but the protocol's. Default 4 MiB.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The largest message that is sent, in bytes, before compression. Default: no limit but the protocol's.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Replaces the transport. The channel does not dispose it unless <see cref="DisposeHttpClient"/> says so.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>The channel disposes <see cref="HttpHandler"/> when it ends. Default false.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Credentials of calls go over connections without TLS too, where anybody on the way can read them. Default false: they are left out.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    /// <summary>The clock. Not in the official package, where it is the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
