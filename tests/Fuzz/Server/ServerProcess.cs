using System.Diagnostics;
using System.Text.Json;

namespace FactoryTwin.Fuzz.Server;

/// <summary>The running server under attack.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private ServerProcess(Process process, Addresses addresses) => (_process, Addresses) = (process, addresses);

    public Addresses Addresses { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts this program again as the server and waits until every service is ready.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message holds what it said.</exception>
    public static async Task<ServerProcess> StartAsync(bool broken = false)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        // Few arrays in the shared pool: what stays in memory is then what is kept, not what is ready for the next call.
        start.Environment["DOTNET_SYSTEM_BUFFERS_SHAREDARRAYPOOL_MAXARRAYSPERPARTITION"] = "2";
        start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        start.ArgumentList.Add(broken ? "--serve-broken" : "--serve");
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        try
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            return new ServerProcess(process, JsonSerializer.Deserialize<Addresses>(line ?? throw new InvalidOperationException("The server ended at its start."))!);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>The server's vitals; null where its process is gone.</summary>
    public Task<Vitals?> MeasureAsync() => AskAsync("measure");

    private async Task<Vitals?> AskAsync(string question)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(question);
            await _process.StandardInput.FlushAsync();
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            return line is null ? null : JsonSerializer.Deserialize<Vitals>(line);
        }
        catch (IOException)
        {
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>As <see cref="MeasureAsync"/>, without taking the faults.</summary>
    public Task<Vitals?> TryMeasureAsync() => HasExited ? Task.FromResult<Vitals?>(null) : AskAsync("look");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
        _process.Dispose();
        _turn.Dispose();
    }
}
