using System.Net;
using System.Net.Sockets;

namespace FactoryTwin.Interop.Tests.Wire;

/// <summary>Stands between a client and a server, passes every byte on and keeps what it saw. It trusts neither side's runtime.</summary>
internal sealed class WireTap : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly List<Task> _connections = [];
    private readonly List<WireEvent> _events = [];
    private readonly Func<int> _serverPort;
    private readonly Task _accepting;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WireTap(int serverPort)
        : this(() => serverPort)
    {
    }

    /// <param name="serverPort">Asked for each new connection.</param>
    public WireTap(Func<int> serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>A place in the record, to look at what comes after it.</summary>
    public int Mark()
    {
        lock (_events) return _events.Count;
    }

    public WireEvent[] Since(int mark)
    {
        lock (_events) return [.. _events.Skip(mark)];
    }

    /// <summary>Waits until what came after the mark fulfils a condition; gives it either way when the patience is over.</summary>
    public async Task<WireEvent[]> WaitAsync(int mark, Func<WireEvent[], bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task changed;
            lock (_events) changed = _changed.Task;
            var seen = Since(mark);
            if (condition(seen)) return seen;
            await Task.WhenAny(changed, Task.Delay(Timeout.InfiniteTimeSpan, patience.Token));
            if (patience.IsCancellationRequested) return Since(mark);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (var index = 0; ; index++)
            {
                var client = await _listener.AcceptTcpClientAsync(_ended.Token);
                _connections.Add(ServeAsync(client, index));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The tap ends.
        }
    }

    private async Task ServeAsync(TcpClient client, int index)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                client.NoDelay = server.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _serverPort(), _ended.Token);
                await using var toClient = client.GetStream();
                await using var toServer = server.GetStream();
                await Task.WhenAll(
                    PumpAsync(toClient, toServer, new FrameParser(index, Sender.Client, Keep)),
                    PumpAsync(toServer, toClient, new FrameParser(index, Sender.Server, Keep)));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side is gone, and so goes the other.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, FrameParser parser)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _ended.Token) is > 0 and var count)
            {
                parser.Add(buffer.AsSpan(0, count));
                await to.WriteAsync(buffer.AsMemory(0, count), _ended.Token);
            }
            to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            from.Close();
            to.Close();
            throw;
        }
    }

    private void Keep(WireEvent seen)
    {
        TaskCompletionSource changed;
        lock (_events)
        {
            _events.Add(seen);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.SetResult();
    }
}
