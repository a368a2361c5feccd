using System.Diagnostics;
using FactoryTwin.Hosting;
using FactoryTwin.Local.Arguments;
using FactoryTwin.Local.Logs;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Local.Running;

/// <summary>One run: takes the data directory, starts every service, says where the doors are, drains at the end.</summary>
internal sealed class LocalRun(LocalOptions options, TextWriter output, TextWriter errors)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    public async Task<int> RunAsync()
    {
        try
        {
            using var data = DataDirectory.Take(options.DataDirectory, options.Clean);
            var modules = Modules.Of(options);
            var host = new ServiceHostOptions
            {
                Configuration = LocalConfiguration.Of(options, modules.Select(m => m.Name)),
                Logging = (module, logging) => Log(module, logging, data.Logs),
            };
            await using var group = ServiceHost.Build(modules, host);
            await output.WriteLineAsync($"Starting {modules.Count} services on {data.FullPath}");
            var code = await ServiceProcess.RunAsync(group, token => WelcomeAsync(group, token), () => output.WriteLine("\nStopping: running calls end, events are handed on ..."));
            if (code == 0)
                await output.WriteLineAsync("Stopped. Everything acknowledged is on disk.");
            return code;
        }
        catch (StartRefusedException e)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private async Task WelcomeAsync(ServiceGroup group, CancellationToken cancellationToken)
    {
        await new Progress(output, clock).WaitAsync(group, cancellationToken);
        await output.WriteLineAsync($"""

            FactoryTwin is ready after {clock.Elapsed.TotalSeconds:0.0} s.
              console   http://localhost:{options.Port}{(ConsoleFiles.Find() is null ? "   (not built: ./run.sh builds it)" : "")}
              REST      http://localhost:{options.Port}/openapi.json
              gRPC      localhost:{options.Port + 1}   (without TLS)
              logs      {Path.Combine(options.DataDirectory, "logs")}
            Ctrl-C stops it.

            """);
        await output.FlushAsync(cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private void Log(ServiceModule module, ILoggingBuilder logging, string directory)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Yarp", LogLevel.Warning);
        logging.AddProvider(new FileLoggerProvider(Path.Combine(directory, module.Name + ".log"), TimeProvider.System));
        logging.AddProvider(new TerminalLoggerProvider(module.Name, errors));
    }
}
