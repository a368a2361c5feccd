using FactoryTwin.Storage;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Reads stored plans.</summary>
public sealed class PlanStore(IStore store)
{
    /// <summary>Plans that a resumed watch catches up with at most.</summary>
    private const int MaxMissed = 100;

    /// <summary>A plan by its name, or null; "machines/{machine}/plans/-" is the one in force.</summary>
    public async ValueTask<V1.Plan?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (!name.EndsWith("/plans/-", StringComparison.Ordinal)) return (await store.GetAsync(SchedulerStores.Plans, name, cancellationToken))?.Value;
        var newest = await store.ListAsync(SchedulerStores.Plans, new ListQuery(1, OrderBy: "revision desc") { NamePrefix = name[..^1] }, cancellationToken);
        return newest.Documents.Count == 0 ? null : newest.Documents[0].Value;
    }

    /// <summary>The plans after a revision, oldest first, none missing; null where they are too many or not kept any more.</summary>
    public async ValueTask<IReadOnlyList<V1.Plan>?> SinceAsync(string machine, long revision, CancellationToken cancellationToken)
    {
        var newest = await store.ListAsync(
            SchedulerStores.Plans, new ListQuery(MaxMissed + 1, OrderBy: "revision desc") { NamePrefix = $"{machine}/plans/" }, cancellationToken);
        var since = newest.Documents.Select(document => document.Value).TakeWhile(plan => plan.Revision > revision).Reverse().ToList();
        var known = newest.Documents.Any(document => document.Value.Revision == revision);
        return known ? since : null;
    }

    /// <summary>The plan in force of a machine, or null.</summary>
    public ValueTask<V1.Plan?> InForceAsync(string machine, CancellationToken cancellationToken) => FindAsync($"{machine}/plans/-", cancellationToken);
}
