using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FactoryTwin.Chaos.Tests.Crash.Worker;

namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>A worker: started, listened to, killed by its own pid.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process process;
    private const int KeptLines = 12;
    private readonly ConcurrentQueue<string> errors = new();
    private readonly Task complaining;
    private readonly Task listening;
    private readonly ConcurrentDictionary<string, int> lines = new(StringComparer.Ordinal);

    private WorkerProcess(Process process, LaneLedger ledger)
    {
        this.process = process;
        complaining = Task.Run(KeepErrorsAsync);
        listening = Task.Run(() => ListenAsync(ledger));
    }

    public bool HasExited => process.HasExited;

    /// <summary>The last that it complained of.</summary>
    public string Complaints => string.Join("\n    ", errors);

    /// <summary>How many lines of a kind it has told since its start.</summary>
    public int Told(string kind) => lines.GetValueOrDefault(kind);

    public static WorkerProcess Start(string roles, Place place, LaneLedger ledger)
    {
        // A file over its limit is an error of the write, as a full disk is, and not the process' end.
        const string Script = "trap '' XFSZ; exec \"$@\"";
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", DotNet, typeof(WorkerProcess).Assembly.Location, "worker", roles, .. place.Words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        };
        return new WorkerProcess(Process.Start(start)!, ledger);
    }

    public async Task KillAsync()
    {
        process.Kill();
        await EndAsync();
    }

    /// <summary>Puts its clock forward or back.</summary>
    public Task StepClockAsync(int seconds) => CommandAsync(string.Create(CultureInfo.InvariantCulture, $"clock {seconds}"));

    /// <summary>Lets its writers end.</summary>
    public Task FinishAsync() => CommandAsync("finish");

    /// <summary>Lets no file of the process grow beyond so many bytes, as a full disk would; null: ends that.</summary>
    public Task LimitFilesAsync(int? bytes) => FileLimit.SetAsync(process.Id, bytes);

    /// <summary>Stops it in order; returns why it ended where that was not in order.</summary>
    public async Task<string?> StopAsync()
    {
        process.StandardInput.Close();
        return await EndAsync();
    }

    /// <summary>Reads all that it told; returns what it died of where it was neither killed nor stopped nor refused.</summary>
    public async Task<string?> EndAsync()
    {
        await process.WaitForExitAsync();
        await Task.WhenAll(listening, complaining);
        return process.ExitCode is 0 or WorkerProgram.Refused or 128 + 9 ? null : $"exit code {process.ExitCode}: {Complaints}";
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await EndAsync();
        process.Dispose();
    }

    private static string DotNet => Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

    private async Task ListenAsync(LaneLedger ledger)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Report.Read(line) is not { } words)
                continue;
            ledger.Take(words);
            lines.AddOrUpdate(words[0], 1, (_, count) => count + 1);
        }
    }

    private async Task KeepErrorsAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            errors.Enqueue(line);
            if (errors.Count > KeptLines)
                errors.TryDequeue(out _);
        }
    }

    private async Task CommandAsync(string line)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(line);
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It ended meanwhile; that is looked at where it is waited for.
        }
    }
}
