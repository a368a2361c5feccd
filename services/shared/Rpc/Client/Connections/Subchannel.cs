using Grpc.Core;
using Grpc.Net.Client.Balancer;

namespace FactoryTwin.Rpc.Client;

/// <summary>
/// One address of a service: its connections and their state. A connection is opened before the first call, and again, after a wait that
/// grows, when that failed. State changes happen under the lock of <see cref="ConnectionManager"/>.
/// </summary>
internal sealed class Subchannel : CallPeer
{
    /// <summary>The least time that an attempt gets, and what a connection without any answer must last to count as one that worked.</summary>
    public static readonly TimeSpan MinConnectTime = TimeSpan.FromSeconds(20);

    private readonly HashSet<WatchedStream> _open = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly ConnectionManager _owner;
    private readonly ConnectionBackoff _backoff;
    private (Stream Connection, WatchedStream Watched)? _spare;
    private CancellationTokenSource? _watch;
    private DateTimeOffset _connected;
    private ITimer? _timer;
    private bool _waiting;

    private Subchannel(ConnectionManager owner, BalancerAddress address, Connector connector)
        : base(owner.Transport.CreateHttp(cancellationToken => connector.Take!(cancellationToken)), owner.Transport.Target.Prefix(address), owner.Transport.Target.Host(address))
    {
        _owner = owner;
        Address = address;
        _backoff = owner.CreateBackoff();
        connector.Take = TakeAsync;
    }

    public Subchannel(ConnectionManager owner, BalancerAddress address)
        : this(owner, address, new Connector())
    {
    }

    public BalancerAddress Address { get; }

    public ConnectivityState State { get; private set; } = ConnectivityState.Idle;

    /// <summary>Why it is not usable; null while it is, or was when it was last tried.</summary>
    public Status? Failure { get; private set; }

    /// <summary>Begins to connect, if it is idle. Under the lock.</summary>
    public void Connect()
    {
        if (State != ConnectivityState.Idle) return;
        State = ConnectivityState.Connecting;
        _ = Task.Run(ConnectAsync);
    }

    /// <summary>What the server says of itself. A server that cannot serve keeps its connection and is asked on.</summary>
    public void SetHealth(bool serves, string why)
    {
        lock (_owner.Gate)
        {
            if (_open.Count == 0 || State == ConnectivityState.Shutdown) return;
            StopWaiting();
            State = serves ? ConnectivityState.Ready : ConnectivityState.TransientFailure;
            Failure = serves ? null : new Status(StatusCode.Unavailable, $"{Address}: {why}");
            _owner.Evaluate();
        }
    }

    /// <summary>No new calls; running ones end by themselves. Under the lock.</summary>
    public void Shutdown()
    {
        State = ConnectivityState.Shutdown;
        _ended.Cancel();
        _timer?.Dispose();
        _watch?.Cancel();
        _spare?.Connection.Dispose();
        Http.Dispose();
    }

    private async Task ConnectAsync()
    {
        try
        {
            await OpenAsync(asSpare: true, _ended.Token);
        }
        catch (ConnectFailedException)
        {
            // It is in the state.
        }
    }

    /// <summary>A connection for the HTTP client: the one that is waiting, or else (the last one is full, or draining) another.</summary>
    private async ValueTask<Stream> TakeAsync(CancellationToken cancellationToken)
    {
        lock (_owner.Gate)
        {
            if (_spare is { } spare)
            {
                _spare = null;
                return spare.Connection;
            }
        }
        return await OpenAsync(asSpare: false, cancellationToken);
    }

    private async Task<Stream> OpenAsync(bool asSpare, CancellationToken cancellationToken)
    {
        var began = _owner.Time.GetUtcNow();
        using var limit = new CancellationTokenSource(MinConnectTime, _owner.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _ended.Token, cancellationToken);
        try
        {
            var opened = await _owner.Transport.OpenAsync(Address.EndPoint, both.Token);
            OnOpened(opened, asSpare);
            return opened.Connection;
        }
        catch (Exception e)
        {
            if (cancellationToken.IsCancellationRequested && !_ended.IsCancellationRequested) throw;
            var why = limit.IsCancellationRequested ? $"no connection within {MinConnectTime.TotalSeconds:0} s" : e.GetBaseException().Message;
            throw OnFailed(began, $"The connection to {Address} failed: {why}", e);
        }
    }

    private void OnOpened((Stream Connection, WatchedStream Watched) opened, bool asSpare)
    {
        lock (_owner.Gate)
        {
            if (State == ConnectivityState.Shutdown || (asSpare && _spare is not null))
            {
                opened.Connection.Dispose();
                return;
            }
            if (asSpare) _spare = opened;
            _open.Add(opened.Watched);
            _connected = _owner.Time.GetUtcNow();
            StopWaiting();
            if (State != ConnectivityState.Ready) Begin();
        }
        opened.Watched.Watch(OnClosed);
    }

    private void Begin()
    {
        IsAnswered = false;
        if (_owner.HealthService is { } service)
        {
            if (_watch is not null) return;
            _watch = new CancellationTokenSource();
            var token = _watch.Token;
            _ = Task.Run(() => new HealthWatch(_owner, this, service, _owner.CreateBackoff()).RunAsync(token), token);
            return;
        }
        State = ConnectivityState.Ready;
        Failure = null;
        _owner.Evaluate();
    }

    private ConnectFailedException OnFailed(DateTimeOffset began, string why, Exception? cause)
    {
        var failure = new Status(StatusCode.Unavailable, why, cause);
        lock (_owner.Gate)
        {
            if (State == ConnectivityState.Shutdown) return new ConnectFailedException(failure);
            State = ConnectivityState.TransientFailure;
            Failure = failure;
            var wait = began + _backoff.Next() - _owner.Time.GetUtcNow();
            StopWaiting();
            _waiting = true;
            _timer = _owner.Time.CreateTimer(_ => OnBackoffOver(), null, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            _owner.Refresh();
            _owner.Evaluate();
        }
        return new ConnectFailedException(failure);
    }

    private void OnBackoffOver()
    {
        lock (_owner.Gate)
        {
            if (!_waiting || State == ConnectivityState.Shutdown) return;
            _waiting = false;
            State = ConnectivityState.Idle;
            _owner.Evaluate();
        }
    }

    private void StopWaiting()
    {
        _waiting = false;
        _timer?.Dispose();
    }

    private void OnClosed(WatchedStream watched)
    {
        lock (_owner.Gate)
        {
            if (_spare?.Watched == watched) _spare = null;
            if (!_open.Remove(watched) || _open.Count > 0 || State == ConnectivityState.Shutdown) return;
            _watch?.Cancel();
            _watch = null;
            if (_waiting) return;
            if (!IsAnswered && _owner.Time.GetUtcNow() - _connected < MinConnectTime)
            {
                OnFailed(_connected, $"The connection to {Address} was closed before it was of use.", null);
                return;
            }
            _backoff.Reset();
            State = ConnectivityState.Idle;
            Failure = null;
            _owner.Refresh();
            _owner.Evaluate();
        }
    }
}

/// <summary>Ties the HTTP client, which has to be there first, to the subchannel.</summary>
internal sealed class Connector
{
    public Func<CancellationToken, ValueTask<Stream>>? Take { get; set; }
}

/// <summary>No connection, so the call never left: it can be made again anywhere.</summary>
internal sealed class ConnectFailedException(Status status) : IOException(status.Detail, status.DebugException)
{
    public Status Status => status;
}
