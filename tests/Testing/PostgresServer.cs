using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace FactoryTwin.Testing;

/// <summary>
/// A real PostgreSQL server of the test's own: a fresh cluster in a temporary directory, reached by a unix socket alone, with fsync on
/// and passwords demanded. It runs as a user who is not root and ends with this process, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The superuser's name and password.</summary>
    public const string User = "tester", Password = "private to the test";

    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(StartSharedAsync);
    private static readonly string[] Places = ["/usr/lib/postgresql/18/bin", "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin", "/usr/bin", "/usr/local/bin"];
    private readonly string directory;
    private Process? process;

    private PostgresServer(string directory) => this.directory = directory;

    /// <summary>Connects as the superuser to the database "postgres".</summary>
    public string ConnectionString => Connect(User, Password);

    /// <summary>The directory of its socket, as a host's name.</summary>
    public string Host => directory;

    private string Data => Path.Combine(directory, "data");

    /// <summary>The server that the tests of this process share; started by the first who asks.</summary>
    public static Task<PostgresServer> SharedAsync() => SharedServer.Value;

    /// <summary>Makes a cluster on the disk and starts its server.</summary>
    public static Task<PostgresServer> StartAsync() => StartAsync(Directory.CreateTempSubdirectory("factorytwin-pg-").FullName);

    /// <summary>
    /// The same in memory, where there is room: many tests' commits need not wait for a disk, and what the server does when it is killed is the
    /// same on both, since the kernel lives on.
    /// </summary>
    public static Task<PostgresServer> StartInMemoryAsync() => StartAsync(Memory() ?? Directory.CreateTempSubdirectory("factorytwin-pg-").FullName);

    private static async Task<PostgresServer> StartAsync(string directory)
    {
        var server = new PostgresServer(directory);
        try
        {
            var password = Path.Combine(server.directory, "password");
            await File.WriteAllTextAsync(password, Password);
            GiveAway(server.directory);
            // A locale unlike "C": what depends on the order of texts must not depend on the database's.
            await RunAsync("initdb", "-D", server.Data, "-U", User, "-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US",
                "--auth=scram-sha-256", $"--pwfile={password}", "--no-instructions", "--no-sync");
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string of this user and database.</summary>
    public string Connect(string user, string password, string database = "postgres") =>
        new NpgsqlConnectionStringBuilder { Host = Host, Username = user, Password = password, Database = database, Timeout = 5 }.ConnectionString;

    /// <summary>Runs a statement as the superuser, on a connection of its own.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Runs one of PostgreSQL's own programs on a database of this server as the superuser.</summary>
    public Task RunToolAsync(string program, string database, params string[] arguments) =>
        RunAsync(program, [$"--dbname=host='{directory}' user='{User}' password='{Password}' dbname='{database}'", .. arguments]);

    /// <summary>Starts the server on the cluster as it was left, and returns once it answers.</summary>
    public async Task StartAgainAsync()
    {
        // The shell waits for the end of its input: the server ends with this process even when that is killed. Where no word came before, its files go, too.
        var script = $"{Program("postgres")} -D '{Data}' -k '{directory}' -c listen_addresses= -c max_connections=300 -c fsync=on -c shared_buffers=128MB -c max_wal_size=256MB"
            + $" -c log_min_messages=warning & server=$!; word=$(cat); kill -QUIT $server 2> /dev/null; wait $server; [ -n \"$word\" ] || rm -rf '{directory}'";
        process = Start("sh", ["-c", script]);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        await Eventually.IsTrueAsync(AnswersAsync, because: "the private PostgreSQL server answers");
    }

    /// <summary>Ends the server as a power cut would: at once, without a checkpoint. It recovers when it is started again.</summary>
    public Task CrashAsync() => EndAsync("QUIT");

    /// <summary>Ends the server in order; its connections are cut.</summary>
    public Task StopAsync() => EndAsync("INT");

    /// <summary>Kills the server and every process that it started, all by SIGKILL: none of them can do anything more.</summary>
    public async Task KillAsync()
    {
        var lines = await ReadPidFileAsync();
        if (process is null || lines.Length == 0)
            return;
        // Held first, so that it starts no further one meanwhile.
        await RunAsync("kill", "-STOP", lines[0]);
        string[] killed = [lines[0], .. ChildrenOf(lines[0])];
        await RunAsync("kill", ["-KILL", .. killed]);
        await process.StandardInput.WriteAsync("keep");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        // A process in the middle of a flush dies after it, and until then holds the memory without which no server starts.
        await Eventually.IsTrueAsync(() => killed.All(id => ParentOf(id).Length == 0), because: "the killed server's processes are gone");
        process.Dispose();
        process = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await EndAsync("QUIT", keep: false);
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        var server = await StartInMemoryAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
        return server;
    }

    /// <summary>A directory in memory; null where there is no room.</summary>
    private static string? Memory()
    {
        const string shared = "/dev/shm";
        if (!Directory.Exists(shared) || new DriveInfo(shared).AvailableFreeSpace < 2L << 30)
            return null;
        return Directory.CreateDirectory(Path.Combine(shared, $"factorytwin-pg-{Guid.NewGuid():N}")).FullName;
    }

    private async Task EndAsync(string signal, bool keep = true)
    {
        if (process is null)
            return;
        var lines = await ReadPidFileAsync();
        if (lines.Length > 0)
            await RunAsync("kill", $"-{signal}", int.Parse(lines[0], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
        if (keep)
            await process.StandardInput.WriteAsync("keep");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    private async Task<string[]> ReadPidFileAsync()
    {
        try
        {
            return await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid"));
        }
        catch (IOException)
        {
            return [];
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException && process is { HasExited: false })
        {
            return false;
        }
    }

    private static IEnumerable<string> ChildrenOf(string parent)
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            var id = Path.GetFileName(entry);
            if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _) && ParentOf(id) == parent)
                yield return id;
        }
    }

    /// <summary>The fourth word of its line in /proc; the second is a name in brackets, which may have blanks.</summary>
    private static string ParentOf(string process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ')[1];
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void GiveAway(string directory)
    {
        if (Environment.IsPrivilegedProcess)
            using (var chown = Process.Start("chown", ["-R", "postgres", directory]))
                chown.WaitForExit();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var run = Start(program == "kill" ? program : Program(program), arguments);
        run.StandardInput.Close();
        var output = await run.StandardError.ReadToEndAsync();
        await run.WaitForExitAsync();
        if (run.ExitCode != 0 && program != "kill")
            throw new InvalidOperationException($"{program} failed ({run.ExitCode}): {output}");
    }

    /// <summary>As the user postgres where this process is root: the server refuses root.</summary>
    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        string[] before = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
        string[] words = [.. before, program, .. arguments];
        return Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
            Environment = { ["LC_ALL"] = "C.UTF-8", ["TZ"] = "UTC" },
        })!;
    }

    private static string Program(string name) => Places.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"There is no '{name}'. Install Debian's package 'postgresql'.");
}
