namespace FactoryTwin.Storage.Tests;

/// <summary>Holds the store's writer inside a work, so that a test decides what waits behind it.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim open = new();
    private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Gate() { }

    /// <summary>The write that holds; completes after <see cref="Open"/>.</summary>
    public Task Held { get; private set; } = Task.CompletedTask;

    public static async Task<Gate> CloseAsync(IStore store)
    {
        var gate = new Gate();
        gate.Held = store.WriteAsync(_ =>
        {
            gate.entered.SetResult();
            gate.open.Wait(TimeSpan.FromMinutes(1));
            return 0;
        }, CancellationToken.None);
        await gate.entered.Task;
        return gate;
    }

    public void Open() => open.Set();

    /// <summary>Opens: a test that failed before must not hold the store.</summary>
    public void Dispose() => open.Set();
}
