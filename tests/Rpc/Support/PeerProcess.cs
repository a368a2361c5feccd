using System.ComponentModel;
using System.Diagnostics;

namespace FactoryTwin.Rpc.Tests.Support;

/// <summary>A peer in a process of its own, which ends with the test.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private const string Install = "The peer failed. If it is not there, install the peers with tests/Rpc/peers/setup.sh (npm ci; apt-get install python3-grpcio python3-protobuf).";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private bool _ended;

    private PeerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Port { get; private set; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>Starts a peer that prints "PORT n" when it serves, on a port that the system chose.</summary>
    public static async Task<PeerProcess> StartServerAsync(string program, string[] arguments)
    {
        var peer = new PeerProcess(Start(program, arguments));
        try
        {
            var line = await peer._process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            if (line is null || !line.StartsWith("PORT ", StringComparison.Ordinal))
                throw new InvalidOperationException($"{Install}\nThe peer said '{line}'.\n{await peer._errors.WaitAsync(Patience)}");
            peer.Port = int.Parse(line[5..]);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a peer to its end and gives what it printed.</summary>
    public static async Task<string> RunAsync(string program, string[] arguments)
    {
        await using var peer = new PeerProcess(Start(program, arguments));
        var output = await peer._process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await peer._process.WaitForExitAsync().WaitAsync(Patience);
        return peer._process.ExitCode == 0 ? output : throw new InvalidOperationException($"{Install}\n{await peer._errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended)
            return;
        _ended = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        _process.Dispose();
    }

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{Install}\n{program}: {e.Message}", e);
        }
    }
}
