using System.Net.Sockets;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>
/// Stands between a store and its server on a unix socket. Told to, it passes the next commit on, keeps the server's answer back and
/// cuts the line: the store cannot know what became of it.
/// </summary>
internal sealed class CuttingProxy : IDisposable
{
    private const string SocketName = ".s.PGSQL.5432";
    private readonly string directory = Directory.CreateTempSubdirectory("factorytwin-proxy-").FullName;
    private readonly string server;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<Socket> open = [];
    private readonly Lock gate = new();
    private volatile bool cutting;

    public CuttingProxy(string serverDirectory)
    {
        server = Path.Combine(serverDirectory, SocketName);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(directory, SocketName)));
        listener.Listen();
        _ = AcceptAsync();
    }

    public string Host => directory;

    /// <summary>How many commits were cut off.</summary>
    public int Cuts { get; private set; }

    public void CutNextCommit() => cutting = true;

    public void Dispose()
    {
        listener.Dispose();
        lock (gate)
            open.ForEach(socket => socket.Dispose());
        Directory.Delete(directory, recursive: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                var backend = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await backend.ConnectAsync(new UnixDomainSocketEndPoint(server));
                lock (gate)
                    open.AddRange([client, backend]);
                var cut = new TaskCompletionSource();
                _ = PumpAsync(client, backend, cut, fromClient: true);
                _ = PumpAsync(backend, client, cut, fromClient: false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task PumpAsync(Socket from, Socket to, TaskCompletionSource cut, bool fromClient)
    {
        try
        {
            var buffer = new byte[1 << 16];
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
            {
                if (fromClient && cutting && IsCommit(buffer.AsSpan(0, length)))
                {
                    cutting = false;
                    cut.SetResult();
                }
                if (!fromClient && cut.Task.IsCompleted)
                {
                    Cuts++;
                    break; // the server has answered the commit
                }
                await to.SendAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
        from.Dispose();
        to.Dispose();
    }

    // By its text, which only a new connection sends: later it is prepared. "READ COMMITTED" is none.
    private static bool IsCommit(ReadOnlySpan<byte> message) => message.IndexOf("COMMIT\0"u8) >= 0;
}
