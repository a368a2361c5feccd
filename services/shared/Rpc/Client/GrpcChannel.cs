using FactoryTwin.Rpc.Client;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>
/// A way to a service by HTTP/2: at one address (<c>http://</c>, prior knowledge, or <c>https://</c>) or at several (<c>dns:///</c>,
/// <c>static:///</c>). Connections open with the first call, are shared by all calls, and open again after a failure. Thread-safe; keep one per service.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly CancellationTokenSource _shutdown = new();
    private readonly GrpcChannelOptions _options;
    private readonly ConnectionManager? _connections;
    private readonly CallPeer? _foreign;
    private readonly RpcCallInvoker _invoker;
    private int _disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.ToString())
    {
        _options = options;
        var target = ChannelTarget.Parse(address, options);
        ServiceUrl = (target.IsSecure ? "https://" : "http://") + (target.Authority ?? address.AbsolutePath.Trim('/'));
        (ServerName, ServerPort) = target.Authority is { } authority && ChannelTarget.TrySplit(authority, out var host, out var port) ? (host, port) : (Target, 0);
        MaxReceiveMessageSize = options.MaxReceiveMessageSize ?? int.MaxValue;
        MaxSendMessageSize = options.MaxSendMessageSize ?? int.MaxValue;
        SendsCallCredentials = target.IsSecure || options.UnsafeUseInsecureChannelCallCredentials;
        CredentialsOfCalls = options.Credentials?.OfCalls;
        Retries = new ChannelRetries(options);
        Log = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<GrpcChannel>();
        _invoker = new RpcCallInvoker(this, null);
        if (Transport.IsForeign(options.HttpHandler)) _foreign = new CallPeer(new HttpMessageInvoker(options.HttpHandler!, disposeHandler: false), ServiceUrl + target.BasePath, null);
        else _connections = new ConnectionManager(target, options, only => new RpcCallInvoker(this, only));
    }

    /// <summary>How the channel stands to its servers.</summary>
    /// <exception cref="InvalidOperationException">Its HTTP handler keeps the connections to itself.</exception>
    public ConnectivityState State => _disposed != 0 ? ConnectivityState.Shutdown : Connections.State;

    /// <summary>For example "http://127.0.0.1:8081".</summary>
    internal string ServiceUrl { get; }

    /// <summary>For example "twin-state"; the whole address where it names several servers.</summary>
    internal string ServerName { get; }

    /// <summary>0 where the address has none.</summary>
    internal int ServerPort { get; }

    internal TimeProvider Time => _options.TimeProvider;

    internal int MaxReceiveMessageSize { get; }

    internal int MaxSendMessageSize { get; }

    internal bool SendsCallCredentials { get; }

    internal CallCredentials? CredentialsOfCalls { get; }

    internal ChannelRetries Retries { get; }

    internal ILogger Log { get; }

    /// <summary>Cancelled when the channel is closed.</summary>
    internal CancellationToken Shutdown => _shutdown.Token;

    private ConnectionManager Connections => _connections
        ?? throw new InvalidOperationException("The channel's HTTP handler keeps its connections to itself: only a plain SocketsHttpHandler shows their state.");

    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <param name="address">For example "http://127.0.0.1:8081", "dns:///twin-state:8081", "static:///a:1,b:2".</param>
    /// <param name="channelOptions">Limits and habits.</param>
    /// <exception cref="ArgumentException">Nobody knows what to do with the address.</exception>
    /// <exception cref="InvalidOperationException">The options contradict each other, the address, or a rule of theirs.</exception>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? ForAddress(uri, channelOptions)
            : throw new ArgumentException($"'{address}' is no address: {ChannelTarget.Expected}.", nameof(address));

    /// <inheritdoc cref="ForAddress(string, GrpcChannelOptions)"/>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker() => _invoker;

    /// <summary>Connects, without a call. Goes on trying until it is connected.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            var state = State;
            if (state == ConnectivityState.Ready) return;
            if (state == ConnectivityState.Idle) Connections.Connect();
            else await Connections.WaitForStateChangedAsync(state, cancellationToken);
        }
    }

    /// <summary>Ends when <see cref="State"/> is another one.</summary>
    public Task WaitForStateChangedAsync(ConnectivityState lastObservedState, CancellationToken cancellationToken = default) =>
        Connections.WaitForStateChangedAsync(lastObservedState, cancellationToken);

    /// <summary>Ends the running calls with CANCELLED and closes the connections.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _shutdown.Cancel();
        _connections?.Dispose();
        if (_options.DisposeHttpClient) _options.HttpHandler?.Dispose();
    }

    /// <summary>Where the next call goes.</summary>
    internal ValueTask<CallPeer> PickAsync(bool waitForReady, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return _foreign is not null ? new ValueTask<CallPeer>(_foreign) : Connections.PickAsync(waitForReady, cancellationToken);
    }

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }
}
