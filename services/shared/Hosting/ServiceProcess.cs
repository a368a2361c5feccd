using System.Runtime.InteropServices;

namespace FactoryTwin.Hosting;

/// <summary>The life of a process that hosts services.</summary>
public static class ServiceProcess
{
    /// <summary>
    /// Starts the services and runs them until SIGINT or SIGTERM, then drains; a second signal ends the process at once.
    /// </summary>
    /// <param name="group">The services; the caller disposes them.</param>
    /// <param name="started">Runs after all listen, for progress and waiting; cancelled by a signal.</param>
    /// <param name="stopping">Runs once when a signal ends the run, before the drain.</param>
    /// <returns>0 after a drain, 1 where a service failed.</returns>
    /// <exception cref="StartRefusedException">A service cannot start.</exception>
    public static async Task<int> RunAsync(ServiceGroup group, Func<CancellationToken, Task>? started = null, Action? stopping = null)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, stop));
        try
        {
            await group.StartAsync(stop.Token);
            var failure = group.WaitForFailureAsync(stop.Token);
            if (started is not null)
                await await Task.WhenAny(started(stop.Token), failure);
            var (service, reason) = await failure;
            await Console.Error.WriteLineAsync($"{service} stopped: {reason}");
            await group.StopAsync(CancellationToken.None);
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            stopping?.Invoke();
            await group.StopAsync(CancellationToken.None);
            return 0;
        }
    }

    private static void OnSignal(PosixSignalContext context, CancellationTokenSource stop)
    {
        if (stop.IsCancellationRequested)
            Environment.Exit(130);
        context.Cancel = true;
        stop.Cancel();
    }
}
