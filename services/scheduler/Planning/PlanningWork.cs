namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Instances of requests that are worked on at once; the rest wait within their deadlines.</summary>
public sealed class PlanningWork : IDisposable
{
    private readonly SemaphoreSlim _bulkhead = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Does the work when it is its turn.</summary>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _bulkhead.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _bulkhead.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bulkhead.Dispose();
}
