using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace FactoryTwin.Interop.Tests.Support;

/// <summary>A peer in a process of its own. It reads lines, answers with lines, and ends with the test.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private const string Install = "The peer failed. If it is not there, make the peers ready with tests/Interop/peers/setup.sh.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private bool _disposed;

    private PeerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Of a server.</summary>
    public int Port { get; private set; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>Starts a server: it prints "PORT n" when it serves, on a port that the system chose.</summary>
    public static async Task<PeerProcess> StartServerAsync(string program, params string[] arguments)
    {
        var peer = StartClient(program, arguments);
        try
        {
            var line = await peer.ReadAsync();
            if (!line.StartsWith("PORT ", StringComparison.Ordinal)) throw new InvalidOperationException($"{Install}\nThe peer said '{line}'.");
            peer.Port = int.Parse(line[5..], System.Globalization.CultureInfo.InvariantCulture);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public static PeerProcess StartClient(string program, params string[] arguments)
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
            return new PeerProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{Install}\n{program}: {e.Message}", e);
        }
    }

    /// <summary>Gives a command and takes its answer.</summary>
    public async Task<PeerAnswer> AskAsync(string command)
    {
        await SendAsync(command);
        return JsonSerializer.Deserialize<PeerAnswer>(await ReadAsync(), JsonSerializerOptions.Web)!;
    }

    public async Task SendAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
        ?? throw new InvalidOperationException($"{Install}\n{await _errors.WaitAsync(Patience)}");

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        _process.Dispose();
    }
}

/// <summary>A peer's answer to a command.</summary>
/// <param name="Ok">The command ran and what it asserts held.</param>
/// <param name="Error">Why not.</param>
/// <param name="Cannot">What the peer's API could not show or do.</param>
/// <param name="Code">A probe's status code.</param>
/// <param name="Message">A probe's status message.</param>
/// <param name="Trailers">A probe's trailers.</param>
internal sealed record PeerAnswer(bool Ok, string? Error, string? Cannot, int Code, string? Message, Dictionary<string, string>? Trailers);
