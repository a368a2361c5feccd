using System.Net;
using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>Limits and habits of a channel. Names and defaults are those of the official package; where there is more, it says so.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>How the server is trusted, and what is added to every call. Null: by the address's scheme, without credentials.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>The largest message that a server may send, in bytes, after expansion; null for no limit but the protocol's. Default 4 MiB.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The largest message that is sent, in bytes, before compression. Default: no limit but the protocol's.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Policies of balancing and retries. Null: pick_first, and no retries but those of calls that no server has seen.</summary>
    public ServiceConfig? ServiceConfig { get; set; }

    /// <summary>The most attempts that a retry policy may ask for; null for no limit. Default 5.</summary>
    public int? MaxRetryAttempts { get; set; } = 5;

    /// <summary>What all calls together may keep of their requests for retries, in bytes; null for no limit. Default 16 MiB.</summary>
    public long? MaxRetryBufferSize { get; set; } = 16 * 1024 * 1024;

    /// <summary>What one call may keep of its requests for retries, in bytes; a call that sends more is not tried again. Default 1 MiB.</summary>
    public long? MaxRetryBufferPerCallSize { get; set; } = 1024 * 1024;

    /// <summary>The wait after a first failed connection; later ones grow. Default 1 s.</summary>
    public TimeSpan InitialReconnectBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between connections; null for a day. Default 2 min.</summary>
    public TimeSpan? MaxReconnectBackoff { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Where <see cref="Balancer.ResolverFactory"/>s are found, for schemes other than http, https, dns and static, or in place of these two.</summary>
    public IServiceProvider? ServiceProvider { get; set; }

    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// The transport. From a <see cref="SocketsHttpHandler"/> the settings are taken (keep-alive pings, TLS, windows); each address gets one
    /// of its own. Any other handler, and one with a ConnectCallback or proxy, gets every call as it is: connections are its own matter then.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>The channel disposes <see cref="HttpHandler"/> when it ends. Default false.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Credentials of calls go over connections without TLS too, where anybody on the way can read them. Default false: they are left out.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    /// <summary>The clock. Not in the official package, where it is the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Opens connections in place of TCP, for tests.</summary>
    internal Func<DnsEndPoint, CancellationToken, ValueTask<Stream>>? Dial { get; set; }
}
