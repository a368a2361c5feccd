using System.Diagnostics;

namespace FactoryTwin.Testing;

/// <summary>Waits for what happens in its own time. A limit is there to end a test that fails, never to measure speed.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns as soon as the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold within the limit; default 30 s.</exception>
    public static Task IsTrueAsync(Func<bool> condition, TimeSpan? limit = null, string? because = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), limit, because);

    /// <inheritdoc cref="IsTrueAsync(Func{bool}, TimeSpan?, string?)"/>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, TimeSpan? limit = null, string? because = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > (limit ?? DefaultLimit))
                throw new TimeoutException($"Not true after {watch.Elapsed.TotalSeconds:0.0} s: {because ?? "the condition"}.");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Returns the first value that is not null.</summary>
    /// <exception cref="TimeoutException">There was none within the limit; default 30 s.</exception>
    public static async Task<T> IsNotNullAsync<T>(Func<Task<T?>> value, TimeSpan? limit = null, string? because = null) where T : class
    {
        T? found = null;
        await IsTrueAsync(async () => (found = await value()) is not null, limit, because);
        return found!;
    }
}
