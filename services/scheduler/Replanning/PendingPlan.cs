using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>What asks for a new plan. Several askings become one: none is lost, the newest state is planned on.</summary>
/// <param name="Trigger">The weightiest of them.</param>
/// <param name="Since">When the first of them happened.</param>
/// <param name="What">In words, the newest of the weightiest.</param>
/// <param name="Others">How many more there were of the same trigger.</param>
internal sealed record PendingPlan(V1.PlanTrigger Trigger, DateTimeOffset Since, string What, int Others = 0)
{
    /// <summary>Both in one.</summary>
    public PendingPlan Merge(PendingPlan newer)
    {
        var since = newer.Since < Since ? newer.Since : Since;
        if (newer.Trigger == Trigger) return newer with { Since = since, Others = Others + newer.Others + (What == newer.What ? 0 : 1) };
        return (Weight(newer.Trigger) > Weight(Trigger) ? newer : this) with { Since = since };
    }

    /// <summary>The words, with the count of what they leave out.</summary>
    public string Words => Others == 0 ? What : $"{What} (and {Others} more changes)";

    private static int Weight(V1.PlanTrigger trigger) => trigger switch
    {
        V1.PlanTrigger.PricesChanged => 5,
        V1.PlanTrigger.OrderChanged => 4,
        V1.PlanTrigger.MachineChanged => 3,
        V1.PlanTrigger.Progress => 2,
        _ => 1,
    };
}
