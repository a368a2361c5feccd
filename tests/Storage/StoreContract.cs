namespace FactoryTwin.Storage.Tests;

/// <summary>What every adapter must do. Each test gets an empty store; a further adapter is added in <see cref="Adapters"/> alone.</summary>
[TestFixtureSource(typeof(Adapters), nameof(Adapters.All))]
public abstract class StoreContract(StoreAdapter adapter)
{
    private static int count;
    private string place = "";

    protected static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    protected IStore Store { get; private set; } = null!;

    protected ManualTime Time { get; } = new();

    [SetUp]
    public async Task OpenEmptyStore()
    {
        place = Path.Combine(Path.GetTempPath(), "factorytwin-storage-tests", $"{Environment.ProcessId}-{Interlocked.Increment(ref count)}");
        Store = await adapter.OpenAsync(place, Time, Ct);
    }

    [TearDown]
    public async Task RemoveStore()
    {
        await Store.DisposeAsync();
        await adapter.RemoveAsync(place);
    }

    /// <summary>What a restart does.</summary>
    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await adapter.OpenAsync(place, Time, Ct);
    }
}
