using System.Net.Sockets;
using Npgsql;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>
/// Stands between a store and its server on a unix socket. It knows a commit by the server's own word for it, however it was asked for:
/// as text, or as a statement that was prepared before.
/// </summary>
internal sealed class CuttingProxy : IDisposable
{
    private const string SocketName = ".s.PGSQL.5432";
    private static readonly string[] Changes = ["INSERT ", "UPDATE ", "DELETE ", "COPY "];
    private readonly string directory = Directory.CreateTempSubdirectory("factorytwin-proxy-").FullName;
    private readonly string server;
    private readonly Socket listener = NewSocket();
    private readonly List<Socket> open = [];
    private readonly Lock gate = new();
    private bool cutting;
    private int commitsLeft = int.MaxValue;
    private bool ended;

    public CuttingProxy(string serverDirectory)
    {
        server = Path.Combine(serverDirectory, SocketName);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(directory, SocketName)));
        listener.Listen();
        _ = UnlessClosedAsync(AcceptAsync);
    }

    /// <summary>How many answers were kept back.</summary>
    public int Cuts { get; private set; }

    /// <summary>How many times the server took rows by COPY.</summary>
    public int Copies { get; private set; }

    /// <summary>The way to the server through this proxy.</summary>
    public string Connection(string direct) =>
        new NpgsqlConnectionStringBuilder(direct) { Host = directory, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }.ConnectionString;

    /// <summary>Keeps back the server's answer to the next commit that stores something, and cuts the line: the store cannot know what became of it.</summary>
    public void CutNextCommit()
    {
        lock (gate)
            cutting = true;
    }

    /// <summary>Is gone, with all lines, once it has passed on the answers to so many more commits, whether they store something or not.</summary>
    public void EndAfter(int commits)
    {
        lock (gate)
            commitsLeft = commits;
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(directory, recursive: true);
    }

    private void Close()
    {
        lock (gate)
        {
            ended = true;
            listener.Dispose();
            open.ForEach(socket => socket.Dispose());
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await listener.AcceptAsync();
            var backend = NewSocket();
            lock (gate)
            {
                open.AddRange([client, backend]);
                if (ended)
                    client.Dispose();
            }
            await backend.ConnectAsync(new UnixDomainSocketEndPoint(server));
            _ = UnlessClosedAsync(() => AskAsync(client, backend), client, backend);
            _ = UnlessClosedAsync(() => AnswerAsync(backend, client), client, backend);
        }
    }

    private static async Task AskAsync(Socket client, Socket backend)
    {
        var buffer = new byte[1 << 16];
        while (await client.ReceiveAsync(buffer) is > 0 and var length)
            await backend.SendAsync(buffer.AsMemory(0, length));
    }

    private async Task AnswerAsync(Socket backend, Socket client)
    {
        var buffer = new byte[1 << 16];
        var messages = new ServerMessages();
        var (changed, last) = (false, false);
        while (await backend.ReceiveAsync(buffer) is > 0 and var length)
        {
            messages.Add(buffer.AsSpan(0, length));
            while (messages.Take() is { } message)
            {
                var command = ServerMessages.EndOf(message);
                changed |= command is not null && Changes.Any(command.StartsWith);
                if (command?.StartsWith("COPY ", StringComparison.Ordinal) is true)
                    Copies++;
                if (command == "COMMIT" && !MayPass(changed, ref last))
                    return;
                changed &= command is not ("COMMIT" or "ROLLBACK");
                await client.SendAsync(message);
                if (!last || !ServerMessages.IsReady(message))
                    continue;
                Close();
                return;
            }
        }
    }

    /// <summary>Whether the answer to a commit goes on; <paramref name="last"/> where nobody else is answered any more.</summary>
    private bool MayPass(bool changed, ref bool last)
    {
        lock (gate)
        {
            if (ended)
                return false;
            if (cutting && changed)
            {
                (cutting, Cuts) = (false, Cuts + 1);
                return false;
            }
            last = ended = --commitsLeft == 0;
            return true;
        }
    }

    private static async Task UnlessClosedAsync(Func<Task> pump, params Socket[] both)
    {
        try
        {
            await pump();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
        foreach (var socket in both)
            socket.Dispose();
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
