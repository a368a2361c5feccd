namespace FactoryTwin.Hosting;

/// <summary>The services of one process: started together, stopped in the reverse order of their list.</summary>
public sealed class ServiceGroup : IAsyncDisposable
{
    private readonly SharedResources shared;

    internal ServiceGroup(IReadOnlyList<ServiceInstance> services, SharedResources shared) => (Services, this.shared) = (services, shared);

    /// <summary>In the order in which they were given.</summary>
    public IReadOnlyList<ServiceInstance> Services { get; }

    /// <summary>The service of this name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ServiceInstance this[string name] => Services.First(s => s.Module.Name == name);

    /// <summary>Starts all side by side, each after those that it says it starts after.</summary>
    /// <exception cref="StartRefusedException">One or more cannot start; every reason is told. All are stopped then.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var starts = new List<Task>();
        foreach (var service in Services)
        {
            var before = starts.Where((_, i) => service.Module.StartsAfter.Contains(Services[i].Module.Name, StringComparer.Ordinal)).ToArray();
            starts.Add(Task.Run(() => StartAsync(service, before, cancellationToken), CancellationToken.None));
        }
        try
        {
            await Task.WhenAll(starts);
        }
        catch (Exception e)
        {
            var refusals = starts.Where(t => t.IsFaulted).SelectMany(t => t.Exception!.InnerExceptions).OfType<StartRefusedException>().ToArray();
            await DisposeAsync();
            if (refusals.Length == 0)
                throw;
            throw new StartRefusedException([.. refusals.SelectMany(r => r.Faults).Distinct()], e);
        }
    }

    private static async Task StartAsync(ServiceInstance service, Task[] before, CancellationToken cancellationToken)
    {
        foreach (var start in before)
            await start.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        // Where one of them was refused the whole is: the reason is theirs.
        if (before.All(b => b.IsCompletedSuccessfully))
            await service.StartAsync(cancellationToken);
    }

    /// <summary>Completes with a service's name and the reason when the first one stops without having been told to.</summary>
    public async Task<(string Service, string Reason)> WaitForFailureAsync(CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(Services.Select(s => s.Failed)).WaitAsync(cancellationToken);
        return (Services.First(s => s.Failed == first).Module.Name, await first);
    }

    /// <summary>Drains all, the last in the list first: who asks goes before who answers.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var service in Services)
            service.BeginStop();
        foreach (var service in Services.Reverse())
            await service.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // All are stopped before the first is closed: what one still publishes, another may still take.
        await StopAsync(CancellationToken.None);
        foreach (var service in Services.Reverse())
            await service.DisposeAsync();
        await shared.DisposeAsync();
    }
}
