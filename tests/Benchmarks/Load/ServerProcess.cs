using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FactoryTwin.Benchmarks.Load;

/// <summary>A server in a process of its own, with its children.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _errors = [];

    private ServerProcess(Process process)
    {
        _process = process;
    }

    /// <summary>Processor time of the process and its children so far, user and system.</summary>
    public TimeSpan ProcessorTime => TimeOf(_process.Id) + Children(_process.Id).Aggregate(TimeSpan.Zero, (sum, child) => sum + TimeOf(child));

    /// <summary>How long its threads and those of its children stood ready to run while others held the processors, so far; threads that ended are left out.</summary>
    public TimeSpan WaitForProcessor => WaitOf(_process.Id) + Children(_process.Id).Aggregate(TimeSpan.Zero, (sum, child) => sum + WaitOf(child));

    /// <summary>Starts a program and waits until its port is open.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not listen in time.</exception>
    public static async Task<ServerProcess> StartAsync(int port, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var server = new ServerProcess(Process.Start(start)!);
        server._process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Keep(line.Data);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < StartLimit && !server._process.HasExited; await Task.Delay(20))
        {
            if (await IsOpenAsync(port)) return server;
        }
        server.Dispose();
        throw new InvalidOperationException($"{program} does not listen on {port}:\n{server.Output}");
    }

    /// <summary>A port that the system says is free.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Output
    {
        get { lock (_errors) return string.Join('\n', _errors); }
    }

    private void Keep(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Count < 200) _errors.Add(line);
        }
    }

    private static async Task<bool> IsOpenAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static IEnumerable<int> Children(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    /// <summary>In hundredths of a second, as the system counts.</summary>
    private static TimeSpan TimeOf(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)));
    }

    /// <summary>The second field of schedstat: nanoseconds in the run queue.</summary>
    private static TimeSpan WaitOf(int process)
    {
        var nanoseconds = 0L;
        foreach (var thread in Directory.GetDirectories($"/proc/{process}/task"))
        {
            try
            {
                nanoseconds += long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[1], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread ended meanwhile.
            }
        }
        return TimeSpan.FromMicroseconds(nanoseconds / 1000.0);
    }
}
