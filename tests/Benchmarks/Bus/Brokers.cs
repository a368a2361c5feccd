using System.Diagnostics;

namespace FactoryTwin.Benchmarks.Bus;

/// <summary>librdkafka's mock cluster in a process of its own; it ends with this.</summary>
internal sealed class Brokers : IDisposable
{
    private readonly Process _process;

    private Brokers(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>"host:port" of every broker, with commas.</summary>
    public string Address { get; }

    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static Brokers Start()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "FactoryTwin.MockKafka.Testing.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadLine() is { Length: > 0 } address
            ? new(process, address)
            : throw new InvalidOperationException($"{program} told no address.");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
