using System.Diagnostics;
using FactoryTwin.Hosting;

namespace FactoryTwin.Local.Running;

/// <summary>Tells the person at the terminal how the start goes: a line for each service when it is ready.</summary>
internal sealed class Progress(TextWriter output, Stopwatch clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Returns when all are ready; says every 15 s what it waits for.</summary>
    public async Task WaitAsync(ServiceGroup group, CancellationToken cancellationToken)
    {
        var waiting = group.Services.ToList();
        var width = group.Services.Max(s => s.Module.Name.Length);
        var said = clock.Elapsed;
        while (waiting.Count > 0)
        {
            foreach (var service in waiting.Where(s => s.Readiness.Report.State == ServiceState.Ready).ToArray())
            {
                waiting.Remove(service);
                await output.WriteLineAsync($"ready   {service.Module.Name.PadRight(width)}   {service.Address}   {clock.Elapsed.TotalSeconds:0.0} s");
            }
            if (clock.Elapsed - said > Patience)
            {
                said = clock.Elapsed;
                foreach (var service in waiting)
                    await output.WriteLineAsync($"waiting {service.Module.Name.PadRight(width)}   {service.Readiness.Report.Detail}");
            }
            if (waiting.Count > 0)
                await Task.Delay(Pause, cancellationToken);
        }
    }
}
