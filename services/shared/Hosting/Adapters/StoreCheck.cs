using FactoryTwin.Storage;

namespace FactoryTwin.Hosting.Adapters;

/// <summary>Not ready while the store does not answer.</summary>
internal sealed class StoreCheck(Func<IStore> store) : IReadinessCheck
{
    public string Name => "store";

    public async ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store().CheckAsync(cancellationToken);
            return new Readiness(true, "answers");
        }
        catch (StoreUnavailableException away)
        {
            return new Readiness(false, away.Message);
        }
    }
}
