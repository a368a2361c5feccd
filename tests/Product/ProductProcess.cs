using System.Diagnostics;
using System.Text;
using FactoryTwin.Testing;

namespace FactoryTwin.Product.Testing;

/// <summary>The product, all services in one process, started from its built binaries on ports that the system chose.</summary>
public sealed class ProductProcess : IAsyncDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private const int OutputLimit = 200_000;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ProductProcess(Process process, int port)
    {
        _process = process;
        Port = port;
        Address = new Uri($"http://127.0.0.1:{port}");
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>HTTP port; gRPC is on the next.</summary>
    public int Port { get; }

    public Uri Address { get; }

    /// <summary>Not signed in.</summary>
    public HttpClient Http { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>From the process's start to its first readiness.</summary>
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>Resident set, in bytes, as the system accounts it now.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>What it printed so far (its end, where it is long).</summary>
    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    /// <summary>Starts the product and waits until it is ready.</summary>
    /// <param name="dataDirectory">Its --data.</param>
    /// <param name="arguments">Further arguments, for example "--no-plant".</param>
    /// <exception cref="InvalidOperationException">It ended or was not ready in time; says what it printed.</exception>
    public static async Task<ProductProcess> StartAsync(string dataDirectory, params string[] arguments) =>
        await StartOnAsync(Ports.FreePair(), dataDirectory, arguments);

    /// <summary>The same on a given port.</summary>
    public static async Task<ProductProcess> StartOnAsync(int port, string dataDirectory, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        var product = Launch(port, dataDirectory, arguments);
        try
        {
            await product.WaitUntilReadyAsync(clock);
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the product without waiting for it.</summary>
    public static ProductProcess Launch(int port, string dataDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo("env") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = RepositoryRoot };
        foreach (var argument in (string[])["--default-signal=INT", "dotnet", Binary, "--port", $"{port}", "--data", dataDirectory, .. arguments]) start.ArgumentList.Add(argument);
        foreach (var (key, value) in TestAdapters.SettingsAsync(dataDirectory).GetAwaiter().GetResult())
            start.Environment[$"FACTORYTWIN_{key.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        var product = new ProductProcess(new Process { StartInfo = start }, port);
        product._process.OutputDataReceived += (_, line) => product.Keep(line.Data);
        product._process.ErrorDataReceived += (_, line) => product.Keep(line.Data);
        product._process.Start();
        product._process.BeginOutputReadLine();
        product._process.BeginErrorReadLine();
        return product;
    }

    /// <summary>kill -9: nothing is flushed, nothing is drained.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ctrl-C: waits for the drain.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        return await WaitForExitAsync();
    }

    /// <summary>Waits for the process to end by itself.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Http.Dispose();
        _process.Dispose();
    }

    /// <summary>The folder with global.json above the binaries.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    private static string Binary => Path.Combine(RepositoryRoot, "deploy", "local", "bin", Configuration, "net10.0", "FactoryTwin.Local.dll");

    private async Task WaitUntilReadyAsync(Stopwatch clock)
    {
        while (clock.Elapsed < StartLimit)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The product ended with exit code {_process.ExitCode}:\n{Output}");
            if (await IsReadyAsync())
            {
                TimeToReady = clock.Elapsed;
                return;
            }
            await Task.Delay(PollInterval);
        }
        throw new InvalidOperationException($"The product was not ready after {StartLimit.TotalSeconds} s:\n{Output}");
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync("/healthz/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_output)
        {
            _output.AppendLine(line);
            if (_output.Length > OutputLimit) _output.Remove(0, OutputLimit / 2);
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json"))) return folder.FullName;
        }
        throw new InvalidOperationException("The repository's root (the folder with global.json) is not above the test binaries.");
    }
}
